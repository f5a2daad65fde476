import type { StatusSearch } from '#libs/contracts';
import { notificationStatus, STATUSES, uuidv7Floor, type Status } from '#libs/kernel';
import type { Statement } from '#libs/persistence';

/** The kernel's order of deliveries within a notification, furthest first. */
const FURTHEST_FIRST: readonly Status[] = STATUSES.toSorted((a, b) => (notificationStatus([a, b]) === a ? -1 : 1));
const RANK = `array_position(array[${FURTHEST_FIRST.map((s) => `'${s}'`).join(', ')}], d.status)`;

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const floorOf = (instant: string | undefined, otherwise: string): string =>
  instant === undefined ? otherwise : uuidv7Floor(Date.parse(instant));

/**
 * Newest first. Ids are UUIDv7, so the index by tenant and notification gives the order, the range of time and the
 * cursor. The status of a notification is that of its furthest delivery.
 */
export const searchPage = (search: StatusSearch, limit: number): Statement => ({
  name: 'status.search_page',
  text: `select d.notification_id from deliveries d
    where d.tenant_id = $1 and d.notification_id < $2::uuid and d.notification_id >= $3::uuid
      and ($4::text is null or d.user_id = $4) and ($5::text is null or d.notification_type = $5)
    group by d.notification_id
    having ($6::text is null or bool_or(d.channel = $6)) and ($7::int is null or min(${RANK}) = $7)
    order by d.notification_id desc limit $8`,
  values: [
    search.tenant_id,
    search.cursor ?? floorOf(search.before, LAST_ID),
    floorOf(search.after, uuidv7Floor(0)),
    search.user_id,
    search.notification_type,
    search.channel,
    search.status ? FURTHEST_FIRST.indexOf(search.status) + 1 : null,
    limit,
  ],
});
