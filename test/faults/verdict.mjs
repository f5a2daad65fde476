// Compares the three ledgers. Pure: what it is given is read in evidence.mjs.
//
//   lost                     promised, and neither at its provider nor held, in doubt, refused or in the dead letters with a row that says so;
//                            or called SENT by the status store while its provider knows nothing of it
//   stuck                    at its provider or not, but the status store stands still on the way (ACCEPTED, PROCESSING, overdue)
//   duplicates               sends at a provider beyond the first of a delivery
//   unexplained_duplicates   those of them without a row in `attempts` that says why (an outcome that nobody learnt, a lease that ran
//                            out), and everything at a provider that belongs to no promise (a second notification for one key)
//   in_doubt, held           with a row and, where held, a due time: not stuck

const REACHED = new Set(['SENT', 'DELIVERED', 'READ']);
const REFUSED = new Set(['FAILED', 'BOUNCED', 'EXPIRED', 'CANCELLED', 'UNSUBSCRIBED', 'SUPPRESSED']);

/**
 * promised: Map(notification id → {channels, deliveries?}); stored: [{id, notification_id, channel, status, reason, due_at}];
 * sends: Map(delivery id → count at its provider); doubts: Map(delivery id → rows that say so); deadLetters: Map(delivery id → reason).
 */
export function verdict({ promised, stored, sends, doubts, deadLetters, now = Date.now() }) {
  const result = { lost: [], stuck: [], in_doubt: [], held: [], dead: [], refused: [], unexplained: [], duplicates: 0 };
  const byNotification = grouped(stored, ({ notification_id }) => notification_id);
  for (const [id, promise] of promised) {
    const deliveries = byNotification.get(id) ?? [];
    for (const missing of missingOf(promise, deliveries)) result.lost.push({ notification_id: id, ...missing });
    for (const delivery of deliveries) judge(delivery, { sends, deadLetters, now }, result);
  }
  countDuplicates({ promised, stored, sends, doubts }, result);
  return result;
}

/** Map.groupBy, which Node 20 lacks: the first run after a clone still has the system's Node. */
function grouped(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** What was promised and the status store has never heard of: deliveries by their ids, and else the channels that were asked for. */
function missingOf({ channels, deliveries = [] }, stored) {
  const ids = new Set(stored.map(({ id }) => id));
  const missing = deliveries.filter(({ id }) => !ids.has(id));
  if (missing.length > 0) return missing.map(({ id }) => ({ delivery_id: id, why: 'no status' }));
  const reached = new Set(stored.map(({ channel }) => channel));
  return channels.filter((channel) => !reached.has(channel)).map((channel) => ({ channel, why: 'no delivery' }));
}

function judge(delivery, { sends, deadLetters, now }, result) {
  const { id, status, reason, due_at: due } = delivery;
  const sent = sends.has(id);
  const entry = { delivery_id: id, channel: delivery.channel, status, reason, due_at: due };
  if (REACHED.has(status)) {
    if (!sent) result.lost.push({ ...entry, why: 'not at its provider' });
  } else if (status === 'DEAD') {
    result.dead.push({ ...entry, reason: deadLetters.get(id) });
    if (!deadLetters.has(id)) result.lost.push({ ...entry, why: 'not in the dead letters' });
  } else if (REFUSED.has(status)) result.refused.push(entry);
  else if (status === 'PROCESSING' && reason === 'in_doubt') result.in_doubt.push(entry);
  else if (status === 'SCHEDULED' && due && Date.parse(due) > now) result.held.push(entry);
  else result.stuck.push({ ...entry, sent });
}

function countDuplicates({ promised, stored, sends, doubts }, result) {
  const notificationOf = new Map(stored.map(({ id, notification_id }) => [id, notification_id]));
  for (const [id, count] of sends) {
    result.duplicates += count - 1;
    const reasons = doubts.get(id) ?? 0;
    if (!promised.has(notificationOf.get(id)))
      result.unexplained.push({ delivery_id: id, count, why: 'never promised' });
    else if (count - 1 > reasons) result.unexplained.push({ delivery_id: id, count, reasons, why: 'no row' });
  }
}
