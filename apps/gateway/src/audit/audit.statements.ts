import type { ChangeElsewhere } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import type { Statement } from '#libs/persistence';
import type { CollapsedCall } from './collapsed-calls.js';

/** Adds to rows that are there already: see collapsed-calls.ts. */
export const addCalls = (calls: readonly CollapsedCall[]): Statement => ({
  name: 'audit.add-calls',
  text: `insert into audit_events (id, tenant_id, actor, key_id, action, outcome, reason, address, count)
    select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
      $9::integer[])
    on conflict (id) do update set count = audit_events.count + excluded.count`,
  values: [
    calls.map((call) => call.id),
    calls.map((call) => call.tenant_id ?? null),
    calls.map((call) => call.actor ?? null),
    calls.map((call) => call.key_id ?? null),
    calls.map((call) => call.action),
    calls.map((call) => call.outcome),
    calls.map((call) => call.reason ?? null),
    calls.map((call) => call.address ?? null),
    calls.map((call) => call.count),
  ],
});

/** Who changed something, as the request's client says it. */
export interface Actor {
  readonly tenant_id: string;
  readonly client_id: string;
  readonly key_id?: string;
  /** As `networkOf` shortens it. */
  readonly address?: string | undefined;
}

export interface AuditedChange {
  /** The operation, by its id. */
  readonly action: string;
  /** The id of what was changed; of something personal, its keyed hash. */
  readonly target?: string;
  /** What became of it, as `{scopes: […]}`: names and numbers, never a secret or personal data. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An administrative change, to be written in its own transaction: what is not audited has not happened. */
export const auditRow = (actor: Actor, change: AuditedChange, id = uuidv7()): Statement => ({
  name: 'audit.add-change',
  text: `insert into audit_events (id, tenant_id, actor, key_id, action, outcome, target, details, address)
    values ($1, $2, $3, $4, $5, 'allowed', $6, $7::json, $8)`,
  values: [
    id,
    actor.tenant_id,
    actor.client_id,
    actor.key_id ?? null,
    change.action,
    change.target ?? null,
    change.details === undefined ? null : JSON.stringify(change.details),
    actor.address ?? null,
  ],
});

/** What other apps tell of changes in their stores, maybe more than once. */
export const addChangesElsewhere = (changes: readonly ChangeElsewhere[]): Statement => ({
  name: 'audit.add-changes-elsewhere',
  text: `insert into audit_events (id, tenant_id, actor, key_id, action, outcome, target, details, address)
    select id, tenant_id, actor, key_id, action, 'allowed', target, details, address
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::json[], $8::text[])
      as told (id, tenant_id, actor, key_id, action, target, details, address)
    on conflict (id) do nothing`,
  values: [
    changes.map((change) => change.id),
    changes.map((change) => change.tenant_id),
    changes.map((change) => change.client_id),
    changes.map((change) => change.key_id),
    changes.map((change) => change.action),
    changes.map((change) => change.target ?? null),
    changes.map((change) => (change.details ? JSON.stringify(change.details) : null)),
    changes.map((change) => change.address ?? null),
  ],
});

export interface AuditFilter {
  readonly tenantId: string;
  readonly actor: string | undefined;
  readonly action: string | undefined;
  readonly outcome: string | undefined;
  /** Ids from here on, and below there: they carry their time. */
  readonly from: string;
  readonly below: string;
  readonly limit: number;
}

export interface AuditRow {
  readonly id: string;
  readonly actor: string | null;
  readonly key_id: string | null;
  readonly action: string;
  readonly outcome: 'allowed' | 'refused';
  readonly reason: string | null;
  readonly target: string | null;
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly address: string | null;
  readonly count: number;
}

/** Without a name: planned each time, for the days that are asked for and not for all the partitions. */
export const findEvents = ({ tenantId, actor, action, outcome, from, below, limit }: AuditFilter): Statement => ({
  name: '',
  text: `select id, actor, key_id, action, outcome, reason, target, details, address, count from audit_events
    where tenant_id = $1 and id >= $2::uuid and id < $3::uuid
      and ($4::text is null or $4 in (actor, key_id)) and ($5::text is null or action = $5)
      and ($6::text is null or outcome = $6)
    order by id desc limit $7`,
  values: [tenantId, from, below, actor ?? null, action ?? null, outcome ?? null, limit],
});
