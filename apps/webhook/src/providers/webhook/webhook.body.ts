import type { ProviderCall } from '#libs/delivery';

/** The payload of Standard Webhooks: the type, the time of the event (the same over retries) and its data. */
export function webhookBody(call: ProviderCall): string {
  if (call.subscriptionId !== undefined) return call.content.body;
  return JSON.stringify({
    type: call.notificationType,
    timestamp: call.timestamp,
    notification_id: call.notificationId,
    delivery_id: call.deliveryId,
    data: {
      notification_id: call.notificationId,
      delivery_id: call.deliveryId,
      user_id: call.userId,
      notification_type: call.notificationType,
      priority: call.priority,
      title: call.content.title,
      body: call.content.body,
      data: call.content.data,
      metadata: call.metadata,
    },
  });
}
