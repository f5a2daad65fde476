import type { AccountFields, Channel } from '#libs/contracts';
import type { Statement } from '#libs/persistence';

export interface AccountRow {
  readonly account_id: string;
  readonly tenant_id: string;
  readonly channel: Channel;
  readonly kind: string;
  readonly name: string;
  readonly sort_order: number;
  readonly weight: number;
  readonly cost: number;
  readonly only_for: readonly string[];
  readonly per_second: number | null;
  readonly enabled: boolean;
  /** Sealed JSON. */
  readonly settings: string;
  /** Sealed. */
  readonly made_of: string | null;
  readonly version: number;
  readonly created_at: Date;
  readonly changed_at: Date;
}

const COLUMNS = `account_id, tenant_id, channel, kind, name, sort_order, weight, cost, only_for, per_second, enabled, settings,
  made_of, version, created_at, changed_at`;

/** Those that may be used, of several tenants. */
export const usableAccounts = (tenants: readonly string[], channel: Channel): Statement => ({
  name: 'accounts.usable',
  text: `select ${COLUMNS} from provider_accounts where tenant_id = any($1::text[]) and channel = $2 and enabled
    order by sort_order, account_id`,
  values: [tenants, channel],
});

export const accountsOf = (tenant: string, channel: Channel, id?: string): Statement => ({
  name: 'accounts.of',
  text: `select ${COLUMNS} from provider_accounts
    where tenant_id = $1 and channel = $2 and ($3::uuid is null or account_id = $3) order by sort_order, account_id`,
  values: [tenant, channel, id ?? null],
});

/** By their ids alone: of callbacks nobody knows yet whose they are. */
export const accountsById = (ids: readonly string[]): Statement => ({
  name: 'accounts.by_id',
  text: `select ${COLUMNS} from provider_accounts where account_id = any($1::uuid[])`,
  values: [ids],
});

/** Until the transaction ends nobody else changes it. */
export const lockAccount = (tenant: string, channel: Channel, id: string): Statement => ({
  name: 'accounts.lock',
  text: `select ${COLUMNS} from provider_accounts where tenant_id = $1 and channel = $2 and account_id = $3 for update`,
  values: [tenant, channel, id],
});

/** Of one tenant only: an id that another one has is not found. */
export const putAccount = (
  {
    account_id,
    tenant_id,
    channel,
    kind,
    settings,
    made_of,
  }: Pick<AccountRow, 'account_id' | 'tenant_id' | 'channel' | 'kind' | 'settings' | 'made_of'>,
  fields: AccountFields,
): Statement => ({
  name: 'accounts.put',
  text: `insert into provider_accounts as a
      (account_id, tenant_id, channel, kind, name, sort_order, weight, cost, only_for, per_second, enabled, settings, made_of)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text[], $10, $11, $12, $13)
    on conflict (account_id) do update set name = $5, sort_order = $6, weight = $7, cost = $8, only_for = $9::text[],
      per_second = $10, enabled = $11, settings = $12, version = a.version + 1, changed_at = now()
      where a.tenant_id = $2 and a.channel = $3 and a.kind = $4
    returning ${COLUMNS}`,
  values: [
    account_id,
    tenant_id,
    channel,
    kind,
    fields.name,
    fields.order,
    fields.weight,
    fields.cost,
    fields.only_for,
    fields.per_second,
    fields.enabled,
    settings,
    made_of,
  ],
});

export const deleteAccount = (tenant: string, channel: Channel, id: string): Statement => ({
  name: 'accounts.delete',
  text: 'delete from provider_accounts where tenant_id = $1 and channel = $2 and account_id = $3 returning account_id',
  values: [tenant, channel, id],
});
