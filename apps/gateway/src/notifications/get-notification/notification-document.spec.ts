import type { NotificationState } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import { PLANNED, type StoredNotification } from '../intake/intent.js';
import { searchedDocument, wholeNotification } from './notification-document.js';

const [email, sms] = [uuidv7(), uuidv7()];
const stored: StoredNotification = {
  id: uuidv7(),
  tenant_id: 'acme',
  state: PLANNED,
  content: 'v1.k1.x',
  intent: {
    type: 'order_update',
    category: 'transactional',
    priority: 'medium',
    channels: ['email', 'sms'],
    when_in_doubt: 'resend',
    accepted_at: '2026-01-01T00:00:00.000Z',
    expires_at: '2026-01-02T00:00:00.000Z',
    deliveries: [
      { id: email, channel: 'email', status: 'ACCEPTED', target: 'v1.k1.y' },
      { id: sms, channel: 'sms', status: 'FAILED', reason: 'no_target' },
    ],
  },
};
const state = (status: 'SENT' | 'DELIVERED'): NotificationState => ({
  notification_id: stored.id,
  tenant_id: 'acme',
  priority: 'medium',
  status,
  deliveries: [{ delivery_id: email, channel: 'email', status, attempt: 1, updated_at: '2026-01-01T00:00:01.000Z' }],
  timeline: [{ at: '2026-01-01T00:00:01.000Z', delivery_id: email, channel: 'email', event: 'sent', attempt: 1 }],
});

describe('a notification as the API shows it', () => {
  it('is told from the intent until the status store has caught up', () => {
    const whole = wholeNotification(stored, null);
    expect(whole.status).toBe('ACCEPTED');
    expect(whole.timeline.map(({ event }) => event)).toEqual(['accepted', 'failed']);
    expect(JSON.stringify(whole)).not.toContain('v1.k1');
  });

  it('is what the status store knows, and the intent for what it does not', () => {
    const whole = wholeNotification(stored, state('DELIVERED'));
    expect(whole.status).toBe('DELIVERED');
    expect(whole.deliveries.map(({ id, status }) => [id, status])).toEqual([
      [email, 'DELIVERED'],
      [sms, 'FAILED'],
    ]);
  });

  it('says in words why something did not go out, in its deliveries, its timeline and in a search', () => {
    const whole = wholeNotification(stored, null);
    const noPhone = 'The user has no address for SMS';
    expect(whole.deliveries.map(({ why }) => why)).toEqual([undefined, noPhone]);
    expect(whole.timeline.map(({ why }) => why)).toEqual([undefined, noPhone]);
    const { timeline: _, ...found } = state('SENT');
    const stopped = { ...found.deliveries[0]!, status: 'UNSUBSCRIBED', reason: 'opted_out_of_category' } as const;
    const [delivery] = searchedDocument(
      { ...found, deliveries: [stopped] },
      { category: 'marketing', test: false },
    ).deliveries;
    expect(delivery).toMatchObject({ reason: stopped.reason, why: 'The user does not want marketing by email' });
  });
});
