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

/** Which of these were sent with a test key. */
export const whichAreTests = (tenantId: string, ids: readonly string[]): Statement => ({
  name: 'notifications.tests',
  text: `select id from notifications where id = any($2::uuid[]) and tenant_id = $1 and intent->>'test' = 'true'`,
  values: [tenantId, ids],
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

export interface IntentChange {
  readonly before: StoredNotification;
  readonly after: StoredNotification;
}

/**
 * Compare-and-set on state and intent, which is kept to the letter: who comes second changes nothing. Answers the ids that were
 * changed.
 */
export const changeIntents = (from: number, changes: readonly IntentChange[]): Statement => ({
  name: 'notifications.change-intents',
  text: `update notifications n set state = c.state, intent = c.after::json
    from (select * from unnest($2::uuid[], $3::smallint[], $4::text[], $5::text[]) as c(id, state, before, after)
      order by 1) c
    where n.id = c.id and n.state = $1::smallint and n.intent::text = c.before returning n.id`,
  values: [
    from,
    changes.map(({ after }) => after.id),
    changes.map(({ after }) => after.state),
    changes.map(({ before }) => JSON.stringify(before.intent)),
    changes.map(({ after }) => JSON.stringify(after.intent)),
  ],
});
