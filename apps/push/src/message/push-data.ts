import type { ProviderCall } from '#libs/delivery';

/** What an app reads, as strings: FCM takes nothing else, and an app should find the same by whatever way it came. */
export function pushData(call: ProviderCall, isReserved: (name: string) => boolean): Record<string, string> {
  const data: Record<string, string> = {};
  for (const [name, value] of Object.entries(call.content.data ?? {}))
    if (!isReserved(name)) data[name] = typeof value === 'string' ? value : JSON.stringify(value);
  // Our own ids come last, so that nobody's data can pass for them.
  data.delivery_id = call.deliveryId;
  data.notification_id = call.notificationId;
  return data;
}
