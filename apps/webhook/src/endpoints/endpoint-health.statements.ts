import type { EndpointKey } from '#libs/contracts';
import type { Statement } from '#libs/persistence';

export interface HealthRow extends EndpointKey {
  readonly failing_since: Date;
  readonly disabled_at: Date | null;
  readonly disabled_reason: 'gone' | 'failing' | null;
}

const keys = (of: readonly EndpointKey[]): unknown[] => [
  of.map(({ tenant_id }) => tenant_id),
  of.map(({ endpoint_id }) => endpoint_id),
];

const COLUMNS = 'tenant_id, endpoint_id, failing_since, disabled_at, disabled_reason';

export const findAllHealth = (): Statement => ({
  name: 'endpoints.all',
  text: `select ${COLUMNS} from endpoint_health`,
  values: [],
});

export const findHealth = (of: readonly EndpointKey[]): Statement => ({
  name: 'endpoints.find',
  text: `select ${COLUMNS} from endpoint_health
    where (tenant_id, endpoint_id) in (select * from unnest($1::text[], $2::text[]))`,
  values: keys(of),
});

/** From now on, where they were well before. Sorted, each once. */
export const beginFailing = (of: readonly EndpointKey[]): Statement => ({
  name: 'endpoints.begin_failing',
  text: `insert into endpoint_health (tenant_id, endpoint_id) select * from unnest($1::text[], $2::text[])
    on conflict do nothing`,
  values: keys(of),
});

/** Answers those that were not before. */
export const disableGone = (of: readonly EndpointKey[]): Statement => ({
  name: 'endpoints.disable_gone',
  text: `insert into endpoint_health as h (tenant_id, endpoint_id, disabled_at, disabled_reason)
    select t, e, now(), 'gone' from unnest($1::text[], $2::text[]) u(t, e)
    on conflict (tenant_id, endpoint_id) do update set disabled_at = now(), disabled_reason = 'gone'
      where h.disabled_at is null
    returning ${COLUMNS}`,
  values: keys(of),
});

/** Only where nothing has succeeded anywhere since: that would have ended the row. */
export const disableFailing = (of: readonly EndpointKey[], afterMs: number): Statement => ({
  name: 'endpoints.disable_failing',
  text: `update endpoint_health set disabled_at = now(), disabled_reason = 'failing'
    where (tenant_id, endpoint_id) in (select * from unnest($1::text[], $2::text[]))
      and disabled_at is null and failing_since <= now() - $3::float8 * interval '1 ms'
    returning ${COLUMNS}`,
  values: [...keys(of), afterMs],
});

/** What is disabled stays so: a call that was under way does not take it into use again. */
export const endFailing = (of: readonly EndpointKey[]): Statement => ({
  name: 'endpoints.end_failing',
  text: `delete from endpoint_health
    where (tenant_id, endpoint_id) in (select * from unnest($1::text[], $2::text[])) and disabled_at is null`,
  values: keys(of),
});

export const enable = (of: readonly EndpointKey[]): Statement => ({
  name: 'endpoints.enable',
  text: `delete from endpoint_health
    where (tenant_id, endpoint_id) in (select * from unnest($1::text[], $2::text[])) and disabled_at is not null
    returning ${COLUMNS}`,
  values: keys(of),
});

export const healthChannel = (schema: string): string => `${schema}.endpoints`;

export const announceHealth = (): Statement => ({
  name: 'endpoints.announce',
  text: `select pg_notify(current_schema() || '.endpoints', '')`,
  values: [],
});
