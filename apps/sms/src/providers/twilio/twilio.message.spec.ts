import type { ProviderCall } from '#libs/delivery';
import { statusAddress } from './twilio.message.js';

const call: ProviderCall = {
  deliveryId: 'd-1',
  notificationId: 'n-1',
  tenantId: 'a & b',
  notificationType: 'one_time_code',
  priority: 'critical',
  attempt: 3,
  target: { channel: 'sms', phone: '+436641234567' },
  content: { title: 'Code', body: '123' },
  timestamp: '2026-01-01T12:00:00.000Z',
};

describe('a message for Twilio', () => {
  test('is told of with ids only', () => {
    const url = statusAddress('https://api.example.com/callbacks/twilio', call);
    expect(url).toBe('https://api.example.com/callbacks/twilio?n=n-1&d=d-1&t=a+%26+b&p=critical&a=3');
    expect(url).not.toContain('436641234567');
  });

  test('that was sent with a test key is called back for as a test', () => {
    const url = statusAddress('https://api.example.com/callbacks/twilio', { ...call, test: true });
    expect(new URL(url).searchParams.get('test')).toBe('1');
  });
});
