import type { ProviderCall } from '#libs/delivery';
import { uuidv7 } from '#libs/kernel';

export const aCall = (fields: Partial<ProviderCall> & Pick<ProviderCall, 'target'>): ProviderCall => ({
  deliveryId: uuidv7(),
  notificationId: uuidv7(),
  tenantId: 'tenant-1',
  userId: 'user-1',
  notificationType: 'order_update',
  priority: 'medium',
  attempt: 1,
  content: { title: 'Your order', body: 'It is on its way.', data: { order: '12' } },
  metadata: { campaign: 'spring' },
  timestamp: '2026-01-01T12:00:00.000Z',
  ...fields,
});
