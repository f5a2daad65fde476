import type { Statement } from '#libs/persistence';

/** A tenant's user, by the hash that stands for both; the tenant goes with it all the same. */
export interface Owner {
  readonly tenant_id: string;
  readonly user_key: string;
}

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Newest first. */
export const itemsBefore = (
  owner: Owner,
  cursor: string | undefined,
  unreadOnly: boolean,
  limit: number,
): Statement => ({
  name: 'in_app.items_before',
  text: `select id, notification_id, tenant_id, user_key, notification_type, priority, attempt, content, created_at, read_at
    from inbox_items
    where user_key = $1 and tenant_id = $2 and id < $3::uuid and (read_at is null or not $4::boolean)
    order by id desc limit $5`,
  values: [owner.user_key, owner.tenant_id, cursor ?? LAST_ID, unreadOnly, limit],
});

export const unreadOf = (owners: readonly Owner[]): Statement => ({
  name: 'in_app.unread_of',
  text: `select user_key, count(*)::int as unread from inbox_items
    where user_key = any($1::text[]) and tenant_id = any($2::text[]) and read_at is null group by user_key`,
  values: [owners.map((o) => o.user_key), [...new Set(owners.map((o) => o.tenant_id))]],
});

/** How many of these ids are items of the owner. */
export const ownedAmong = (owner: Owner, ids: readonly string[]): Statement => ({
  name: 'in_app.owned_among',
  text: `select count(*)::int as owned from inbox_items
    where id = any($3::uuid[]) and user_key = $1 and tenant_id = $2`,
  values: [owner.user_key, owner.tenant_id, ids],
});

const RETURNING = 'returning id, notification_id, tenant_id, user_key, notification_type, priority, attempt, read_at';

/** Answers those that were unread: reading happens once. */
export const markRead = (owner: Owner, ids: readonly string[]): Statement => ({
  name: 'in_app.mark_read',
  text: `update inbox_items set read_at = now()
    where id in (select id from inbox_items where id = any($3::uuid[]) and user_key = $1 and tenant_id = $2
      and read_at is null order by id for update) ${RETURNING}`,
  values: [owner.user_key, owner.tenant_id, ids],
});

export const markAllRead = (owner: Owner, limit: number): Statement => ({
  name: 'in_app.mark_all_read',
  text: `update inbox_items set read_at = now()
    where id in (select id from inbox_items where user_key = $1 and tenant_id = $2 and read_at is null
      order by id limit $3 for update) ${RETURNING}`,
  values: [owner.user_key, owner.tenant_id, limit],
});
