import type { Statement } from '#libs/persistence';
import type { StoredNotification } from './intent.js';

export const insertNotifications = (rows: readonly StoredNotification[]): Statement => ({
  name: 'notifications.insert',
  text: `insert into notifications (id, tenant_id, state, content, intent)
    select * from unnest($1::uuid[], $2::text[], $3::smallint[], $4::text[], $5::json[])`,
  values: [
    rows.map((row) => row.id),
    rows.map((row) => row.tenant_id),
    rows.map((row) => row.state),
    rows.map((row) => row.content),
    rows.map((row) => JSON.stringify(row.intent)),
  ],
});

/** Which of these ids were committed. */
export const whichExist = (ids: readonly string[]): Statement => ({
  name: 'notifications.exist',
  text: 'select id from notifications where id = any($1::uuid[])',
  values: [ids],
});

export const findNotification = (tenantId: string, id: string): Statement => ({
  name: 'notifications.find',
  text: 'select id, tenant_id, state, content, intent from notifications where id = $1 and tenant_id = $2',
  values: [id, tenantId],
});

export const findNotifications = (ids: readonly string[]): Statement => ({
  name: 'notifications.find-many',
  text: 'select id, tenant_id, state, content, intent from notifications where id = any($1::uuid[])',
  values: [ids],
});

/** Compare-and-set: who comes second changes nothing. Answers the ids that were changed. */
export const leaveState = (from: number, rows: readonly StoredNotification[]): Statement => ({
  name: 'notifications.leave-state',
  text: `update notifications n set state = c.state, intent = c.intent
    from (select * from unnest($2::uuid[], $3::smallint[], $4::json[]) as c(id, state, intent) order by 1) c
    where n.id = c.id and n.state = $1::smallint returning n.id`,
  values: [
    from,
    rows.map((row) => row.id),
    rows.map((row) => row.state),
    rows.map((row) => JSON.stringify(row.intent)),
  ],
});
