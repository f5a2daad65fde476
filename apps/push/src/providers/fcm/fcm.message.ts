import type { ProviderCall } from '#libs/delivery';

/** Names that FCM keeps for itself. */
const RESERVED = /^(from|message_type|google|gcm)/i;

/** FCM takes strings only. Our own ids come last, so that nobody's data can pass for them. */
function dataOf(call: ProviderCall): Record<string, string> {
  const data: Record<string, string> = {};
  for (const [name, value] of Object.entries(call.content.data ?? {}))
    if (!RESERVED.test(name)) data[name] = typeof value === 'string' ? value : JSON.stringify(value);
  data.delivery_id = call.deliveryId;
  data.notification_id = call.notificationId;
  return data;
}

export function messageOf(call: ProviderCall, token: string) {
  const isUrgent = call.priority === 'critical' || call.priority === 'high';
  return {
    token,
    notification: { title: call.content.title, body: call.content.body },
    data: dataOf(call),
    android: { priority: isUrgent ? ('high' as const) : ('normal' as const) },
    apns: { headers: { 'apns-priority': isUrgent ? '10' : '5' } },
  };
}
