import type { ProviderCall } from '#libs/delivery';
import { collapseIdOf } from '../../message/collapse-id.js';
import { pushData } from '../../message/push-data.js';
import { isUrgent, secondsToLive } from '../../message/urgency.js';

export const MOST_BYTES = 4_096;

export function payloadOf(call: ProviderCall): Buffer {
  const { title, body } = call.content;
  const sound = isUrgent(call) ? 'default' : undefined;
  // What stands beside `aps` is the app's own.
  const data = pushData(call, (name) => name === 'aps');
  return Buffer.from(JSON.stringify({ aps: { alert: { title, body }, sound }, ...data }));
}

export function headersOf(call: ProviderCall, token: string, topic: string, now = Date.now()): Record<string, string> {
  const ttl = secondsToLive(call, now);
  const collapse = collapseIdOf(call);
  return {
    ':method': 'POST',
    ':path': `/3/device/${token}`,
    'apns-id': call.deliveryId,
    'apns-topic': topic,
    'apns-push-type': 'alert',
    'apns-priority': isUrgent(call) ? '10' : '5',
    // 0: now or never.
    'apns-expiration': String(ttl && Math.floor(now / 1_000) + ttl),
    ...(collapse && { 'apns-collapse-id': collapse }),
  };
}
