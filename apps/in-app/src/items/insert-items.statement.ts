import type { Statement } from '#libs/persistence';
import type { StoredItem } from './item-row.js';

const TEXT = `
  insert into inbox_items (id, notification_id, tenant_id, user_key, notification_type, priority, attempt, content, created_at)
  select unnest($1::uuid[]), unnest($2::uuid[]), unnest($3::text[]), unnest($4::text[]), unnest($5::text[]),
    unnest($6::text[]), unnest($7::smallint[]), unnest($8::text[]), unnest($9::timestamptz[])
  on conflict (id) do nothing returning id`;

/** Answers the ids that were not there yet: an attempt that is made again changes nothing. */
export function insertItems(items: readonly StoredItem[]): Statement {
  const column = <T>(pick: (item: StoredItem) => T): T[] => items.map(pick);
  return {
    name: 'in_app.insert_items',
    text: TEXT,
    values: [
      column((i) => i.id),
      column((i) => i.notification_id),
      column((i) => i.tenant_id),
      column((i) => i.user_key),
      column((i) => i.notification_type),
      column((i) => i.priority),
      column((i) => i.attempt),
      column((i) => i.content),
      column((i) => i.created_at),
    ],
  };
}
