import { dispatchRecord, statusEvent } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import { PLANNED, type StoredNotification } from './intent.js';
import { OutboxRows } from './records.js';

const notification = (over: Partial<StoredNotification['intent']> = {}): StoredNotification => ({
  id: uuidv7(),
  tenant_id: 'acme',
  state: PLANNED,
  content: 'v1.k1.x',
  intent: {
    user_id: 'user-456',
    type: 'order_update',
    category: 'transactional',
    priority: 'low',
    channels: ['email', 'sms'],
    when_in_doubt: 'resend',
    accepted_at: '2026-01-01T00:00:00.000Z',
    expires_at: '2026-01-02T00:00:00.000Z',
    metadata: { order: '1' },
    deliveries: [
      { id: uuidv7(), channel: 'email', status: 'ACCEPTED', target: 'v1.k1.y' },
      { id: uuidv7(), channel: 'sms', status: 'UNSUBSCRIBED', reason: 'opted_out' },
    ],
    ...over,
  },
});
const rowsOf = (...notifications: StoredNotification[]) => {
  const rows = new OutboxRows();
  for (const one of notifications) rows.addPlanned(one);
  return Object.fromEntries(rows.all().map(({ destination, records }) => [destination, records]));
};

describe('the records of a group', () => {
  it('share one row for each lane and one for status', () => {
    const rows = rowsOf(notification(), notification(), notification({ priority: 'critical' }));
    expect(Object.keys(rows).sort()).toEqual([
      'dispatch.email.critical',
      'dispatch.email.low',
      'status',
      'status.critical',
    ]);
    expect(rows['dispatch.email.low']).toHaveLength(2);
    expect(rows.status).toHaveLength(4);
  });

  it('are what the contracts say, and CloudEvents', () => {
    const rows = rowsOf(notification());
    for (const { value, headers } of rows['dispatch.email.low'] ?? []) {
      const record = dispatchRecord.parse(JSON.parse(value));
      expect(headers).toMatchObject({
        ce_id: record.delivery_id,
        ce_type: 'carillon.dispatch.v1',
        ce_source: '/gateway',
      });
    }
    const events = (rows.status ?? []).map(({ value }) => statusEvent.parse(JSON.parse(value)));
    expect(events.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['accepted', undefined],
      ['unsubscribed', 'opted_out'],
    ]);
  });

  it('have keys that tell nobody who the user is, the same for the same user', () => {
    const [one, two] = rowsOf(notification(), notification())['dispatch.email.low'] ?? [];
    expect(one?.key).toBe(two?.key);
    expect(one?.key).not.toContain('user-456');
  });
});
