import type { ProblemDocument } from '#libs/http';
import type { Statement } from '#libs/persistence';
import type { Accepted } from '../intake/intake-item.js';
import type { Intent } from '../intake/intent.js';

/** An answer that cannot be told from the stored intent. */
export type StoredAnswer = { readonly problem: ProblemDocument } | { readonly accepted: Accepted };

export interface KeyRow {
  readonly tenant_id: string;
  readonly key: string;
  readonly body_hash: string;
  readonly notification_id: string | null;
  readonly answer: StoredAnswer | null;
}

/** `expired`: it is free again, though its row has not been deleted yet. */
export type FoundKey = KeyRow & { readonly intent: Intent | null; readonly expired: boolean };

const EXPIRED = `created_at < now() - interval '24 hours'`;

/** Keys that others hold by now break the transaction: whoever stored the key first has stored the notification. */
export const insertKeys = (rows: readonly KeyRow[]): Statement => ({
  name: 'idempotency.insert',
  text: `insert into idempotency_keys (tenant_id, key, body_hash, notification_id, answer)
    select * from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::json[])`,
  values: [
    rows.map((row) => row.tenant_id),
    rows.map((row) => row.key),
    rows.map((row) => row.body_hash),
    rows.map((row) => row.notification_id),
    rows.map((row) => (row.answer === null ? null : JSON.stringify(row.answer))),
  ],
});

export const findKeys = (keys: readonly { tenantId: string; key: string }[]): Statement => ({
  name: 'idempotency.find',
  text: `select k.tenant_id, k.key, k.body_hash, k.notification_id, k.answer, n.intent, k.${EXPIRED} as expired
    from unnest($1::text[], $2::text[]) as asked(tenant_id, key)
    join idempotency_keys k using (tenant_id, key)
    left join notifications n on n.id = k.notification_id`,
  values: [keys.map(({ tenantId }) => tenantId), keys.map(({ key }) => key)],
});

/** Of these, those that are free again, before they are stored anew. In order, so that of two that free the same one waits for the other, and never both. */
export const freeKeys = (keys: readonly KeyRow[]): Statement => ({
  name: 'idempotency.free',
  text: `with old as (
      select k.tenant_id, k.key from unnest($1::text[], $2::text[]) as asked(tenant_id, key)
      join idempotency_keys k using (tenant_id, key)
      where k.${EXPIRED} order by k.tenant_id, k.key for update of k
    )
    delete from idempotency_keys k using old where k.tenant_id = old.tenant_id and k.key = old.key`,
  values: [keys.map(({ tenant_id }) => tenant_id), keys.map(({ key }) => key)],
});

/** A bounded piece at a time: nobody's insert waits for it, and it waits for nobody who frees one. */
export const deleteOldKeys = (limit: number): Statement => ({
  name: 'idempotency.delete-old',
  text: `with old as (
      select tenant_id, key from idempotency_keys
      where ${EXPIRED} order by created_at limit $1 for update skip locked
    )
    delete from idempotency_keys k using old where k.tenant_id = old.tenant_id and k.key = old.key returning 1 as deleted`,
  values: [limit],
});
