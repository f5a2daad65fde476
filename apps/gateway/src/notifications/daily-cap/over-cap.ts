import type { NotificationType } from '#libs/contracts';
import { withoutSteps } from '../escalate/steps.js';
import { stateOf, type Intent, type StoredDelivery, type StoredNotification } from '../intake/intent.js';

/** What is critical goes out however much there was. */
export const capOf = ({ critical, daily_cap }: NotificationType): number | undefined =>
  critical || daily_cap === null ? undefined : daily_cap;

/** Counted on the day on which the first of it goes out, and once: what is still held has not come to its recipient. */
export const mustBeCounted = ({ daily_cap, counted }: Intent, deliveries: readonly StoredDelivery[]): boolean =>
  daily_cap !== undefined && !counted && deliveries.some(({ status }) => status === 'ACCEPTED');

const REASON = 'daily_cap';

/** None of it goes out; one delivery of each channel says why. */
export function overCap(notification: StoredNotification): StoredNotification {
  const seen = new Set<string>();
  const deliveries = notification.intent.deliveries.flatMap((delivery): StoredDelivery[] => {
    const { id, channel, status } = delivery;
    if (status !== 'ACCEPTED' && status !== 'SCHEDULED') return [delivery];
    if (seen.has(channel)) return [];
    seen.add(channel);
    return [{ id, channel, status: 'SUPPRESSED', reason: REASON }];
  });
  return { ...notification, state: stateOf(deliveries), intent: { ...withoutSteps(notification.intent), deliveries } };
}
