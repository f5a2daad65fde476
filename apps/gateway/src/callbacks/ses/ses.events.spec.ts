import fc from 'fast-check';
import { readSesEvent } from './ses.events.js';

const given = (eventType: string, more: object = {}) => ({
  eventType,
  mail: {
    messageId: 'm',
    timestamp: '2026-01-01T00:00:00Z',
    destination: ['ada@example.com'],
    tags: { notification_id: ['n'], delivery_id: ['d'], tenant_id: ['t'], channel: ['email'], priority: ['low'] },
  },
  ...more,
});
const bounce = (bounceType: string, bounceSubType: string) => ({
  bounce: { bounceType, bounceSubType, bouncedRecipients: [{ emailAddress: 'ada@example.com' }] },
});

describe('the events of SES', () => {
  test.each([
    ['Send', {}, 'sent', undefined],
    ['Delivery', {}, 'delivered', undefined],
    ['Open', {}, 'opened', undefined],
    ['Click', {}, 'clicked', undefined],
    ['Bounce', bounce('Permanent', 'General'), 'bounced', 'hard_bounce'],
    ['Bounce', bounce('Permanent', 'OnAccountSuppressionList'), 'bounced', 'hard_bounce'],
    ['Bounce', bounce('Transient', 'MailboxFull'), 'failed', undefined],
    ['Bounce', bounce('Undetermined', 'Undetermined'), 'failed', undefined],
    ['Complaint', { complaint: { complaintFeedbackType: 'abuse' } }, 'complained', 'complaint'],
    ['Complaint', {}, 'complained', 'complaint'],
    ['Complaint', { complaint: { complaintFeedbackType: 'not-spam' } }, 'delivered', undefined],
    ['Reject', { reject: { reason: 'Bad content' } }, 'failed', undefined],
    ['Rendering Failure', { failure: { errorMessage: 'no such field' } }, 'failed', undefined],
    ['Subscription', { subscription: { newTopicPreferences: { unsubscribeAll: true } } }, 'unsubscribed', 'stop'],
    ['Subscription', { subscription: { newTopicPreferences: { unsubscribeAll: false } } }, undefined, undefined],
    ['DeliveryDelay', {}, undefined, undefined],
    ['toString', {}, undefined, undefined],
  ])('%s %j: %s, %s', (type, more, kind, reason) => {
    const event = readSesEvent(given(type, more));
    expect([event?.kind, event?.heard?.word === 'suppress' ? event.heard.reason : undefined]).toEqual([kind, reason]);
  });

  it('of an identity are the same by another name', () => {
    const { eventType: notificationType, ...rest } = given('Bounce', bounce('Permanent', 'General'));
    expect(readSesEvent({ notificationType, ...rest })?.kind).toBe('bounced');
  });

  it('have names of their own, though they are of one mail', () => {
    const opened = (timestamp: string) => readSesEvent(given('Open', { open: { timestamp } }))?.uniqueName;
    const names = [opened('2026-01-01T00:00:01Z'), opened('2026-01-01T00:00:02Z'), opened('2026-01-01T00:00:02Z')];
    expect(new Set(names).size).toBe(2);
  });

  it('are read without a fault, whatever comes', () => {
    const type = fc.constantFrom('Bounce', 'Complaint', 'Subscription', 'Open', 'Send');
    const wild = fc
      .tuple(type, fc.anything())
      .map(([one, inner]) => given(one, { bounce: inner, complaint: inner, subscription: inner, open: inner }));
    fc.assert(fc.property(fc.oneof(fc.anything(), wild), (event) => void readSesEvent(event)));
  });
});
