import type { StatusSearch } from '#libs/contracts';
import { notificationStatus, STATUSES, uuidv7Floor, type Status } from '#libs/kernel';
import type { Statement } from '#libs/persistence';
import { labelOf } from './label.js';

/** The kernel's order of deliveries within a notification, furthest first. */
const FURTHEST_FIRST: readonly Status[] = STATUSES.toSorted((a, b) => (notificationStatus([a, b]) === a ? -1 : 1));
const RANK = `array_position(array[${FURTHEST_FIRST.map((s) => `'${s}'`).join(', ')}], d.status)`;

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const floorOf = (instant: string | undefined, otherwise: string): string =>
  instant === undefined ? otherwise : uuidv7Floor(Date.parse(instant));

/** By what the notifications are found: each way has an index, and a statement of its own, so that a plan kept for all values fits. */
interface Way {
  readonly name: string;
  /** The column that is paged through. */
  readonly id: 'd.notification_id' | 'l.notification_id';
  /** Where it comes from, and what of it is left out. */
  readonly from: string;
  readonly values: readonly unknown[];
}

function wayOf({ tenant_id, user_id, metadata }: StatusSearch): Way {
  const entries = Object.entries(metadata ?? {});
  // The longest is the rarest, as a rule; the others are compared where it was found.
  const [rarest] = entries.toSorted(([, a], [, b]) => b.length - a.length);
  if (rarest) {
    const from = `labels l join deliveries d on d.notification_id = l.notification_id
      where d.tenant_id = $1 and l.label = $8 and d.metadata::jsonb @> $9::jsonb and ($10::text is null or d.user_id = $10)`;
    const values = [labelOf(tenant_id, ...rarest), JSON.stringify(metadata), user_id];
    return { name: 'metadata', id: 'l.notification_id', from, values };
  }
  const from = 'deliveries d where d.tenant_id = $1';
  if (user_id === undefined) return { name: 'time', id: 'd.notification_id', from, values: [] };
  return { name: 'user', id: 'd.notification_id', from: `${from} and d.user_id = $8`, values: [user_id] };
}

/**
 * Newest first. Ids are UUIDv7, so an index that has the notification gives the order, the range of time and the cursor. The
 * status of a notification is that of its furthest delivery.
 */
export function searchPage(search: StatusSearch, limit: number): Statement {
  const { name, id, from, values } = wayOf(search);
  return {
    name: `status.search_page.${name}`,
    text: `select ${id} from ${from} and ${id} < $2::uuid and ${id} >= $3::uuid
        and ($4::text is null or d.notification_type = $4)
      group by ${id}
      having ($5::text is null or bool_or(d.channel = $5)) and ($6::int is null or min(${RANK}) = $6)
      order by ${id} desc limit $7`,
    values: [
      search.tenant_id,
      search.cursor ?? floorOf(search.before, LAST_ID),
      floorOf(search.after, uuidv7Floor(0)),
      search.notification_type,
      search.channel,
      search.status ? FURTHEST_FIRST.indexOf(search.status) + 1 : null,
      limit,
      ...values,
    ],
  };
}
