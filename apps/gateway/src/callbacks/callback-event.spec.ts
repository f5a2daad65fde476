import fc from 'fast-check';
import { callbackReference, statusEvent } from '#libs/contracts';
import { EVENT_KINDS, uuidv7, uuidv7Time, isUuid } from '#libs/kernel';
import { eventIdOf, statusEventOf, type CallbackEvent } from './callback-event.js';
import { carriedIn, carriedInReference } from './carried.js';
import { statusRows } from './status-rows.js';

const anEvent = (over: Partial<CallbackEvent> = {}): CallbackEvent => ({
  provider: 'sendgrid',
  uniqueName: 'sg-1',
  kind: 'delivered',
  notificationId: uuidv7(),
  deliveryId: uuidv7(),
  attempt: 1,
  at: '2026-01-01T00:00:00.000Z',
  ...over,
});
const origin = { tenantId: 'acme', channel: 'email', priority: 'low' } as const;

describe('an event of a callback', () => {
  it('has the same id every time it is told, and the time of its delivery in it', () => {
    const event = anEvent();
    expect(eventIdOf(event)).toBe(eventIdOf({ ...event }));
    expect(eventIdOf(event)).not.toBe(eventIdOf({ ...event, uniqueName: 'sg-2' }));
    expect(isUuid(eventIdOf(event))).toBe(true);
    expect(uuidv7Time(eventIdOf(event))).toBe(uuidv7Time(event.deliveryId));
  });

  it("keeps the provider's words masked and short", () => {
    const detail = `550 no such user ada@example.com ${'x'.repeat(2_000)}`;
    const event = statusEventOf(anEvent({ detail }), origin);
    expect(event?.detail).not.toContain('ada@');
    expect(event?.detail?.length).toBeLessThanOrEqual(500);
  });

  it('is as its schema says, whatever words are in it', () => {
    const words = fc.option(fc.string({ unit: 'binary', maxLength: 1_200 }), { nil: undefined });
    const wild = fc.record({
      reason: words,
      detail: words,
      providerMessageId: words,
      kind: fc.constantFrom(...EVENT_KINDS),
    });
    fc.assert(
      fc.property(wild, (over) => {
        const event = statusEventOf(anEvent(over), origin);
        expect(statusEvent.parse(event)).toEqual(event);
        const text = JSON.stringify(event);
        expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/);
      }),
    );
  });

  it('says whether it is about a test', () => {
    const marks = [true, false, undefined].map((test) => statusEventOf(anEvent({ test }), origin)?.test);
    expect(marks).toEqual([true, undefined, undefined]);
  });

  it('goes to the topic of its priority', () => {
    const events = (['low', 'critical', 'high'] as const).map((priority) =>
      statusEventOf(anEvent(), { ...origin, priority })!,
    );
    expect(statusRows(events).map(({ destination, records }) => [destination, records.length])).toEqual([
      ['status.critical', 1],
      ['status', 2],
    ]);
  });
});

const ids = () => ({ notificationId: uuidv7(), deliveryId: uuidv7() });

describe('what a provider carries for us', () => {
  const args = {
    notification_id: 'n',
    delivery_id: 'd',
    tenant_id: 't',
    channel: 'email',
    priority: 'low',
    attempt: '3',
  };

  it('comes back by name, or as one text', () => {
    const carried = { notificationId: 'n', deliveryId: 'd', attempt: 3, test: false };
    expect(carriedIn(args)).toEqual({ ...carried, origin: { ...origin, tenantId: 't' } });
    const known = { ...ids(), attempt: 3 };
    for (const test of [false, true]) {
      const text = callbackReference({ ...known, tenantId: 'a.b', priority: 'high', test }, 100);
      const sms = { tenantId: 'a.b', channel: 'sms', priority: 'high' };
      expect(carriedInReference(text, 'sms')).toEqual({ ...known, test, origin: sms });
    }
    expect(carriedIn({ ...args, test: 'true' })?.test).toBe(true);
  });

  it('is not believed where a part of it is strange', () => {
    expect(carriedIn({ ...args, tenant_id: 'x'.repeat(65) })?.origin).toBeUndefined();
    expect(carriedIn({ ...args, channel: 'pigeon' })?.origin).toBeUndefined();
    expect(carriedIn({ ...args, attempt: '1e9' })?.attempt).toBe(1);
    for (const reference of [undefined, 7, '', 'n', 'd.1.low']) {
      expect(carriedInReference(reference, 'sms')).toBeUndefined();
    }
    const nobodys = callbackReference({ ...ids(), tenantId: '', attempt: 1, priority: 'low' }, 100);
    expect(carriedInReference(nobodys, 'sms')?.origin).toBeUndefined();
    fc.assert(fc.property(fc.anything(), (wild) => void carriedInReference(wild, 'sms')));
  });
});
