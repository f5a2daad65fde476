import type { Claimer } from '../claimer.js';
import { byDeliveryId, type Item } from '../item.js';
import type { Log } from '#libs/messaging';

const MOST_AT_ONCE = 500;

/** Writes down what is held, as their wishes say, in groups in which each delivery is but once. Never rejects. */
export async function putOff(items: readonly Item[], claimer: Claimer, log: Log): Promise<void> {
  for (let from = 0; from < items.length; from += MOST_AT_ONCE) {
    const group = items.slice(from, from + MOST_AT_ONCE).sort(byDeliveryId);
    const again = group.filter((item, i) => i > 0 && group[i - 1]?.deliveryId === item.deliveryId);
    try {
      await claimer.putOff(again.length === 0 ? group : group.filter((item) => !again.includes(item)));
    } catch (err) {
      log.error({ err, records: group.length }, 'records could not be put off: they come again');
      for (const item of group) item.leave();
    }
    if (again.length > 0) await putOff(again, claimer, log);
  }
}
