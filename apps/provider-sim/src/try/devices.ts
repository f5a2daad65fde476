import { createHash } from 'node:crypto';
import { KNOWN_KEYS } from '../providers/webpush/known-subscription.js';

/**
 * One of each kind, so that a push is seen on all ways that it can go. The browser is an imaginary one too: a real one subscribes
 * with its maker's push service, which would have to be reached from here, and would not let the mailbox read what comes.
 */
export const devicesOf = (user: string, tlsUrl: string) => [
  { device_id: 'android', platform: 'android', token: `fcm-token-of-${user}` },
  { device_id: 'iphone', platform: 'ios', token: `c0ffee${createHash('sha256').update(user).digest('hex').slice(6)}` },
  {
    device_id: 'browser',
    platform: 'web',
    subscription: { endpoint: `${tlsUrl}/webpush/${user}`, keys: KNOWN_KEYS },
  },
];
