import type { ProviderCall } from '#libs/delivery';

/** What wakes a sleeping device, and what waits until it is awake. */
export const isUrgent = ({ priority }: Pick<ProviderCall, 'priority'>): boolean =>
  priority === 'critical' || priority === 'high';

const DAY_SECONDS = 86_400;
/** Of what has no end of its own; what was urgent is old news the sooner. */
const KEPT_SECONDS = { urgent: DAY_SECONDS, others: 7 * DAY_SECONDS };
/** The longest that all push services take: FCM's four weeks. */
const LONGEST_SECONDS = 28 * DAY_SECONDS;

/** For how long a push service keeps it for a device that is away. 0: now or never. */
export function secondsToLive(call: ProviderCall, now = Date.now()): number {
  if (call.expiresAt === undefined) return isUrgent(call) ? KEPT_SECONDS.urgent : KEPT_SECONDS.others;
  const left = Math.floor((Date.parse(call.expiresAt) - now) / 1_000);
  return Math.min(Math.max(left, 0), LONGEST_SECONDS);
}
