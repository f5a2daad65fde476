import type { StatusEvent } from '#libs/contracts';
import type { Statement } from '#libs/persistence';
import { labelOf } from '../search/label.js';
import { byText } from './fold-deliveries.js';

/** The gateway's first word on a delivery. All later events repeat the metadata, and need not be looked at. */
const isFirst = ({ attempt, seq }: StatusEvent): boolean => attempt === 0 && seq === 0;

/** undefined where nothing of the group has metadata to be found by. */
export function insertLabels(events: readonly StatusEvent[]): Statement | undefined {
  const rows = new Map<string, { label: string; notificationId: string }>();
  const seen = new Set<string>();
  for (const event of events) {
    const { metadata, tenant_id, notification_id: notificationId } = event;
    if (!metadata || !isFirst(event) || seen.has(notificationId)) continue;
    seen.add(notificationId);
    for (const [key, value] of Object.entries(metadata)) {
      const label = labelOf(tenant_id, key, value);
      rows.set(`${label} ${notificationId}`, { label, notificationId });
    }
  }
  if (rows.size === 0) return undefined;
  // Groups that run side by side insert in the same order.
  const sorted = [...rows].sort(([a], [b]) => byText(a, b)).map(([, row]) => row);
  return {
    name: 'status.insert_labels',
    text: 'insert into labels (label, notification_id) select unnest($1::text[]), unnest($2::uuid[]) on conflict do nothing',
    values: [sorted.map(({ label }) => label), sorted.map(({ notificationId }) => notificationId)],
  };
}
