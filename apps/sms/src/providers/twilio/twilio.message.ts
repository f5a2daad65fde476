import type { ProviderCall } from '#libs/delivery';

export const textOf = ({ title, body }: ProviderCall['content']): string => [title, body].filter(Boolean).join('\n');

/** Twilio tells us about this message at this address, signed with all of its query. Ids only. */
export function callbackUrl(publicUrl: string, call: ProviderCall): string {
  const query = new URLSearchParams({
    n: call.notificationId,
    d: call.deliveryId,
    t: call.tenantId,
    p: call.priority,
    a: String(call.attempt),
  });
  return `${publicUrl.replace(/\/+$/, '')}/callbacks/twilio?${query.toString()}`;
}
