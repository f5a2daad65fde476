import { createHash } from 'node:crypto';
import type { Priority } from '#libs/contracts';
import type { ProviderCall } from '#libs/delivery';
import { collapseIdOf } from '../../message/collapse-id.js';
import { pushData } from '../../message/push-data.js';
import { secondsToLive } from '../../message/urgency.js';

/** What the page's service worker gets: as `showNotification` takes it, but for the title. */
export function payloadOf(call: ProviderCall): Buffer {
  const { title, body } = call.content;
  const data = pushData(call, () => false);
  return Buffer.from(JSON.stringify({ title, body, tag: collapseIdOf(call), data }));
}

const URGENCY: Readonly<Record<Priority, string>> = { critical: 'high', high: 'high', medium: 'normal', low: 'low' };

export function headersOf(call: ProviderCall, authorization: string): Record<string, string> {
  const collapse = collapseIdOf(call);
  return {
    authorization,
    'content-type': 'application/octet-stream',
    'content-encoding': 'aes128gcm',
    ttl: String(secondsToLive(call)),
    urgency: URGENCY[call.priority],
    ...(collapse && { topic: topicOf(collapse) }),
  };
}

/** RFC 8030 allows 32 characters of base64url: in its place stands a hash, which also tells the service nothing. */
const topicOf = (collapse: string): string => createHash('sha256').update(collapse).digest('base64url').slice(0, 32);
