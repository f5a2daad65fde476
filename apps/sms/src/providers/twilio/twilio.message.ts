import type { ProviderCall } from '#libs/delivery';

/** Twilio tells us about this message at this address, signed with all of its query. Ids only. */
export function statusAddress(callbackUrl: string, call: ProviderCall): string {
  const query = new URLSearchParams({
    n: call.notificationId,
    d: call.deliveryId,
    t: call.tenantId,
    p: call.priority,
    a: String(call.attempt),
    ...(call.test === true && { test: '1' }),
  });
  return `${callbackUrl}?${query.toString()}`;
}
