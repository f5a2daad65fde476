import fc from 'fast-check';
import { z } from 'zod';
import { dispatchRecord, statusEvent } from '#libs/contracts';
import { valueReader } from './value-reader.js';

const contract = z.object({
  v: z.literal(1),
  id: z.string().regex(/^[a-f]+$/),
  kind: z.enum(['a', 'b']),
  attempt: z.int().min(1),
  name: z.string().min(1).max(3).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  avoid: z.array(z.string().max(2)).max(2).optional(),
});
const right = { v: 1, id: 'abc', kind: 'a', attempt: 1 };
const read = valueReader(contract);

const ID = '019a0000-0000-7000-8000-000000000001';
const AT = '2026-11-22T05:00:00.000Z';
const ids = { v: 1, notification_id: ID, delivery_id: ID, tenant_id: 'acme', channel: 'email', priority: 'low' };
const anEvent = { ...ids, event_id: ID, kind: 'sent', attempt: 1, seq: 2, at: AT, user_id: 'ada' };
const sealed = { target: 'v2.k1.aaaa', content: 'v1.k1.bbbb' };
const aDispatch = { ...ids, ...sealed, notification_type: 'news', attempt: 1, when_in_doubt: 'hold', timestamp: AT };
const ODD = [
  1,
  0,
  0.5,
  -1,
  2 ** 53,
  '',
  'x'.repeat(64),
  'x'.repeat(65),
  'x'.repeat(600),
  null,
  true,
  false,
  {},
  [],
  ['x'],
];

describe('the value of a record', () => {
  it('is read where it is what the contract says, whatever a newer writer adds', () => {
    const value = { ...right, labels: { a: 'b' }, avoid: ['x'], newer: [1] };
    expect(read(JSON.stringify(value))).toEqual({ ok: true, value });
  });

  it.each([
    ['{', 'not JSON'],
    ['5', 'value: invalid_type'],
    [JSON.stringify({ ...right, kind: 'c', attempt: 0.5 }), 'kind: invalid_value, attempt: invalid_type'],
    [JSON.stringify({ ...right, labels: { a: 1 } }), 'labels.a: invalid_type'],
  ])('that is not is told by its fields, never by what they hold: %s', (text, problem) => {
    expect(read(text)).toEqual({ ok: false, problem });
  });

  it('with a thousand faults is told in few words', () => {
    const labels = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`label-${i}`, i]));
    const told = read(JSON.stringify({ ...right, labels }));
    expect(told.ok ? undefined : told.problem.length).toBe(200);
  });

  // A rule that a JSON Schema cannot say (`refine`) would be lost: it must be said otherwise.
  it.each<[string, z.ZodType, object]>([
    ['this', contract, right],
    ['a status event', statusEvent, anEvent],
    ['a dispatch', dispatchRecord, aDispatch],
  ])('is taken or refused as zod does it, by the contract of %s', (_, one, value) => {
    const field = fc.oneof(fc.constantFrom<unknown[]>(...(Object.values(value) as unknown[]), ...ODD), fc.jsonValue());
    const names = Object.keys((one as z.ZodObject).shape);
    const almost = fc
      .dictionary(fc.constantFrom(...names), field, { maxKeys: 3 })
      .map((wrong) => ({ ...value, ...wrong }));
    const reads = valueReader(one);
    expect(reads(JSON.stringify(value))).toEqual({ ok: true, value });
    fc.assert(
      fc.property(fc.oneof({ arbitrary: almost, weight: 9 }, fc.jsonValue()), (given) => {
        const text = JSON.stringify(given);
        expect(reads(text).ok).toBe(one.safeParse(JSON.parse(text)).success);
      }),
      { numRuns: 2_000 },
    );
  });
});
