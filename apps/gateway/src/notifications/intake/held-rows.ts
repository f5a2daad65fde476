import type { Priority } from '#libs/contracts';
import type { OutboxRowInput } from '#libs/messaging';
import { HELD, type StoredNotification } from './intent.js';

export const PLAN_HELD = 'plan';

/** The row that has held notifications planned again. */
export const planHeldRow = (held: readonly StoredNotification[], priority: Priority, dueAt: Date): OutboxRowInput => ({
  destination: `local:${PLAN_HELD}`,
  priority,
  records: held.map(({ id }) => ({ key: null, value: id })),
  dueAt,
});

/** A row for each moment at which something of these is due, or expires before it is. */
export function heldRows(notifications: readonly StoredNotification[]): OutboxRowInput[] {
  const byPlace = new Map<string, { held: StoredNotification[]; priority: Priority; due: string }>();
  for (const one of notifications) {
    if (one.state !== HELD) continue;
    const { priority } = one.intent;
    const due = dueAt(one);
    const place = byPlace.get(`${priority} ${due}`);
    if (place) place.held.push(one);
    else byPlace.set(`${priority} ${due}`, { held: [one], priority, due });
  }
  return Array.from(byPlace.values(), ({ held, priority, due }) => planHeldRow(held, priority, new Date(due)));
}

/** Times of one form: the earlier one is the lesser text. */
const dueAt = ({ intent }: StoredNotification): string =>
  intent.deliveries.reduce((first, { due_at }) => (due_at && due_at < first ? due_at : first), intent.expires_at);
