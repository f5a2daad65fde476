import type { ProviderCall } from '#libs/delivery';
import { headersOf, payloadOf } from './apns.message.js';

const now = Date.parse('2026-01-01T12:00:00.000Z');
const call = (fields: Partial<ProviderCall> = {}): ProviderCall => ({
  deliveryId: 'd-1',
  notificationId: 'n-1',
  tenantId: 't-1',
  notificationType: 'order_update',
  priority: 'medium',
  attempt: 1,
  target: { channel: 'push', device_id: 'x', token: 'ab', platform: 'ios' },
  content: { title: 'Order', body: 'On its way' },
  timestamp: '2026-01-01T12:00:00.000Z',
  ...fields,
});
const headers = (fields: Partial<ProviderCall> = {}) => headersOf(call(fields), 'ab', 'com.example.shop', now);
const payload = (fields: Partial<ProviderCall> = {}): unknown => JSON.parse(payloadOf(call(fields)).toString());

describe('a message for Apple', () => {
  test('shows the text and carries our ids', () => {
    expect(payload()).toEqual({
      aps: { alert: { title: 'Order', body: 'On its way' } },
      delivery_id: 'd-1',
      notification_id: 'n-1',
    });
    expect(headers()).toMatchObject({
      ':path': '/3/device/ab',
      'apns-id': 'd-1',
      'apns-topic': 'com.example.shop',
      'apns-push-type': 'alert',
    });
  });

  test('carries data beside the text, and lets none of it pass for ours or for Apple’s', () => {
    const data = { order: 12, aps: { badge: 99 }, delivery_id: 'forged' } as unknown as Record<string, never>;
    expect(payload({ content: { title: 'a', body: 'b', data } })).toEqual({
      aps: { alert: { title: 'a', body: 'b' } },
      order: '12',
      delivery_id: 'd-1',
      notification_id: 'n-1',
    });
  });

  test.each([
    ['critical', '10', 'default'],
    ['high', '10', 'default'],
    ['medium', '5', undefined],
    ['low', '5', undefined],
  ] as const)('of priority %s goes with %s', (priority, apns, sound) => {
    expect(headers({ priority })['apns-priority']).toBe(apns);
    expect((payload({ priority }) as { aps: { sound?: string } }).aps.sound).toBe(sound);
  });

  test('is kept until nobody wants it any more, and at most for four weeks', () => {
    const until = (expiresAt?: string, priority: ProviderCall['priority'] = 'medium') =>
      Number(headers({ expiresAt, priority })['apns-expiration']) - now / 1_000;
    expect(until('2026-01-01T12:10:00.000Z')).toBe(600);
    expect(until('2027-01-01T12:00:00.000Z')).toBe(28 * 86_400);
    expect(until(undefined, 'critical')).toBe(86_400);
    expect(until(undefined)).toBe(7 * 86_400);
    expect(headers({ expiresAt: '2026-01-01T11:00:00.000Z' })['apns-expiration']).toBe('0');
  });

  test('takes the place of an earlier one with its collapse id, which must fit', () => {
    const withId = (collapse_id: string) => headers({ content: { title: 'a', body: 'b', data: { collapse_id } } });
    expect(withId('order-12')).toMatchObject({ 'apns-collapse-id': 'order-12' });
    expect(withId('x'.repeat(65))).not.toHaveProperty('apns-collapse-id');
  });
});
