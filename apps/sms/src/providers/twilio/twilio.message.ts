import type { ProviderCall } from '#libs/delivery';

/** Twilio tells us about this message at this address, signed with all of its query. Ids only. */
export function callbackUrl(publicUrl: string, call: ProviderCall): string {
  const query = new URLSearchParams({
    n: call.notificationId,
    d: call.deliveryId,
    t: call.tenantId,
    p: call.priority,
    a: String(call.attempt),
    ...(call.test === true && { test: '1' }),
  });
  return `${publicUrl.replace(/\/+$/, '')}/callbacks/twilio?${query.toString()}`;
}
