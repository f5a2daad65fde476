import type { ProviderCall } from '#libs/delivery';
import { messageOf } from './fcm.message.js';

const call = (fields: Partial<ProviderCall> = {}): ProviderCall => ({
  deliveryId: 'd-1',
  notificationId: 'n-1',
  tenantId: 't-1',
  notificationType: 'order_update',
  priority: 'medium',
  attempt: 1,
  target: { channel: 'push', device_id: 'x', token: 'token', platform: 'android' },
  content: { title: 'Order', body: 'On its way' },
  timestamp: '2026-01-01T12:00:00.000Z',
  ...fields,
});

const withData = (data: Record<string, never>) => call({ content: { title: 'a', body: 'b', data } });

describe('a message for FCM', () => {
  test('shows the text and carries our ids', () => {
    expect(messageOf(call(), { token: 'token' })).toMatchObject({
      token: 'token',
      notification: { title: 'Order', body: 'On its way' },
      data: { delivery_id: 'd-1', notification_id: 'n-1' },
    });
  });

  test('carries data as strings, since FCM takes nothing else', () => {
    const data = { order: 12, open: true, lines: [{ sku: 'a' }], note: 'x' } as unknown as Record<string, never>;
    expect(messageOf(withData(data), { token: 't' }).data).toMatchObject({
      order: '12',
      open: 'true',
      lines: '[{"sku":"a"}]',
      note: 'x',
    });
  });

  test('keeps reserved names out, and lets no data pass for our ids', () => {
    const data = { from: 'x', google_x: 'x', 'gcm.x': 'x', delivery_id: 'forged' } as unknown as Record<string, never>;
    expect(messageOf(withData(data), { token: 't' }).data).toEqual({ delivery_id: 'd-1', notification_id: 'n-1' });
  });

  test.each([
    ['critical', 'high', '10'],
    ['high', 'high', '10'],
    ['medium', 'normal', '5'],
    ['low', 'normal', '5'],
  ] as const)('of priority %s wakes the device %s', (priority, android, apns) =>
    expect(messageOf(call({ priority }), { token: 't' })).toMatchObject({
      android: { priority: android },
      apns: { headers: { 'apns-priority': apns } },
    }),
  );
});
