import { uuidv7, uuidv7Time, isUuid } from '#libs/kernel';
import { eventIdOf, rowsOf, statusEventOf, type CallbackEvent } from './callback-event.js';
import { readSendgridEvents } from './sendgrid/sendgrid.events.js';

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

  it('goes to the topic of its priority', () => {
    const events = (['low', 'critical', 'high'] as const).map((priority) =>
      statusEventOf(anEvent(), { ...origin, priority })!,
    );
    expect(rowsOf(events).map(({ destination, records }) => [destination, records.length])).toEqual([
      ['status.critical', 1],
      ['status', 2],
    ]);
  });
});

describe('the events of SendGrid', () => {
  const given = (over: object) => ({
    event: 'delivered',
    timestamp: 1_700_000_000,
    sg_event_id: 'e',
    notification_id: 'n',
    delivery_id: 'd',
    ...over,
  });
  const kinds = (...events: object[]) => readSendgridEvents(events.map(given)).map(({ kind }) => kind);

  it('are understood where they change something', () => {
    expect(kinds({ event: 'open' }, { event: 'click' }, { event: 'bounce', type: 'bounce' })).toEqual([
      'opened',
      'clicked',
      'bounced',
    ]);
    expect(kinds({ event: 'bounce', type: 'blocked' }, { event: 'dropped' })).toEqual(['failed', 'failed']);
    expect(kinds({ event: 'processed' }, { event: 'deferred' }, { timestamp: 'x' }, { delivery_id: 1 })).toEqual([]);
  });
});
