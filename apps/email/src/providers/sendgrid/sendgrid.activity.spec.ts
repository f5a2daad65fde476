import type { DoubtfulCall } from '#libs/delivery';
import { canBeCertain, queryFor, toldOf } from './sendgrid.activity.js';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const calledAt = (minutesAgo: number) =>
  ({ deliveryId: 'd1', calledAt: new Date(NOW - minutesAgo * 60_000).toISOString() }) as DoubtfulCall;

describe("SendGrid's activity", () => {
  it('is asked by the argument that each mail of ours carries', () => {
    expect(queryFor(calledAt(0))).toBe(`unique_args['delivery_id']="d1"`);
  });

  it.each([
    [200, { messages: [{}] }, 1],
    [200, { messages: [] }, 0],
    [200, { messages: 'many' }, undefined],
    [200, 'garbage', undefined],
    [403, { errors: [] }, undefined],
    [429, { messages: [] }, undefined],
  ])('answers %d %j: told of %p', (status, body, told) => {
    expect(toldOf({ status, body })).toBe(told);
  });

  it.each([
    [1, false],
    [11, true],
    [60 * 24 * 3, false],
  ])('that nothing was found %d minutes after the call is certain: %p', (minutes, certain) => {
    expect(canBeCertain(calledAt(minutes), NOW)).toBe(certain);
  });
});
