import type { Channel, TimelineEntry } from '#libs/contracts';
import type { DeliveryRow, HistoryRow } from './find-notifications.statement.js';

const entry = (row: HistoryRow, channel: Channel): TimelineEntry => ({
  at: row.at.toISOString(),
  delivery_id: row.delivery_id,
  channel,
  event: row.kind,
  attempt: row.attempt,
  ...(row.reason && { reason: row.reason }),
  ...(row.due_at && { due_at: row.due_at.toISOString() }),
  ...(row.provider && { provider: row.provider }),
  ...(row.detail && { detail: row.detail }),
});

const implied = (event: 'processing' | 'sent', at: Date, row: HistoryRow, channel: Channel): TimelineEntry => ({
  at: at.toISOString(),
  delivery_id: row.delivery_id,
  channel,
  event,
  attempt: row.attempt,
});

/**
 * An acceptance has no event in the history, unless it tells more than its delivery does. Something else may have come first:
 * a hold, or a refusal.
 */
function acceptances(deliveries: readonly DeliveryRow[], history: readonly HistoryRow[]): TimelineEntry[] {
  return deliveries.flatMap(({ id, channel, accepted_at: at }) => {
    const isTold = (row: HistoryRow): boolean =>
      row.delivery_id === id && (row.kind === 'accepted' || (row.attempt === 0 && row.at.getTime() === at?.getTime()));
    return !at || history.some(isTold)
      ? []
      : [{ at: at.toISOString(), delivery_id: id, channel, event: 'accepted', attempt: 0 }];
  });
}

/** Where events have the same time, the way of a delivery says which was first. */
const USUAL_ORDER: readonly string[] = ['accepted', 'scheduled', 'processing', 'sent', 'delivered'];
const place = (e: TimelineEntry): number => {
  const index = USUAL_ORDER.indexOf(e.event);
  return index < 0 ? USUAL_ORDER.length : index;
};

interface Placed {
  readonly entry: TimelineEntry;
  /** Milliseconds; where it stands in the timeline. */
  readonly time: number;
}

const SECOND_MS = 1_000;

/** Providers tell whole seconds: within that second an event stands after what must have come before it. */
function placed(entry: TimelineEntry, all: readonly TimelineEntry[]): Placed {
  const time = Date.parse(entry.at);
  if (time % SECOND_MS !== 0) return { entry, time };
  const before = all.filter((other) => other.delivery_id === entry.delivery_id && place(other) < place(entry));
  const sameSecond = before.map((other) => Date.parse(other.at)).filter((t) => t >= time && t < time + SECOND_MS);
  return { entry, time: Math.max(time, ...sameSecond) };
}

const byTime = (a: Placed, b: Placed): number =>
  a.time - b.time || place(a.entry) - place(b.entry) || a.entry.attempt - b.entry.attempt;

/**
 * Every event as it came, oldest first, with what is implied: by a delivery, that it was accepted; by a settlement, when its attempt
 * was claimed, and that it was sent.
 */
export function timeline(history: readonly HistoryRow[], deliveries: readonly DeliveryRow[]): TimelineEntry[] {
  const channels = new Map(deliveries.map(({ id, channel }) => [id, channel]));
  const entries = acceptances(deliveries, history);
  const claims = new Set<string>();
  for (const row of history) {
    const channel = channels.get(row.delivery_id);
    if (!channel) continue; // stored between the two reads
    const claimKey = `${row.delivery_id} ${row.attempt}`;
    if (row.claimed_at && !claims.has(claimKey)) {
      claims.add(claimKey);
      entries.push(implied('processing', row.claimed_at, row, channel));
      // Where the provider's answer is the proof itself, one event says both.
      if (row.kind === 'delivered') entries.push(implied('sent', row.at, row, channel));
    }
    entries.push(entry(row, channel));
  }
  return entries
    .map((one) => placed(one, entries))
    .sort(byTime)
    .map(({ entry }) => entry);
}
