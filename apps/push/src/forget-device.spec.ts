import { jest } from '@jest/globals';
import type { ProviderCall } from '#libs/delivery';
import type { RpcClient } from '#libs/rpc';
import { forgetDevice } from './forget-device.js';

const call: ProviderCall = {
  deliveryId: 'd-1',
  notificationId: 'n-1',
  tenantId: 't-1',
  userId: 'u-1',
  notificationType: 'order_update',
  priority: 'medium',
  attempt: 1,
  target: { channel: 'push', device_id: 'phone', token: 'dead', platform: 'ios' },
  content: { title: 'a', body: 'b' },
  timestamp: '2026-01-01T12:00:00.000Z',
};

describe('a device that is gone', () => {
  const rpc = (answer: Promise<unknown>) => ({ call: jest.fn(() => answer) }) as unknown as Pick<RpcClient, 'call'>;

  test('is forgotten where its user is known', () => {
    const preferences = rpc(Promise.resolve([true]));
    forgetDevice(preferences)(call);
    expect(preferences.call).toHaveBeenCalledWith('preferences.forget_device', {
      items: [{ tenant_id: 't-1', user_id: 'u-1', device_id: 'phone', token: 'dead' }],
    });
  });

  test('of nobody we know is left alone', () => {
    const preferences = rpc(Promise.resolve([true]));
    forgetDevice(preferences)({ ...call, userId: undefined });
    expect(preferences.call).not.toHaveBeenCalled();
  });

  test('does no harm to the delivery when it can’t be forgotten', async () => {
    const failure = Promise.reject(new Error('down'));
    forgetDevice(rpc(failure))(call);
    await expect(failure).rejects.toThrow();
  });
});
