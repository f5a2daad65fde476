import type { NotificationType } from '#libs/contracts';
import type { Statement } from '#libs/persistence';

export const findTypes = (tenants: readonly string[]): Statement => ({
  name: 'notification-types.find',
  text: `select tenant_id, name, definition, managed_by from notification_types
    where tenant_id = any($1::text[]) order by name`,
  values: [tenants],
});

export const insertType = (tenantId: string, type: NotificationType): Statement => ({
  name: 'notification-types.insert',
  text: `insert into notification_types (tenant_id, name, definition) values ($1, $2, $3::json)
    on conflict do nothing`,
  values: [tenantId, type.name, JSON.stringify(type)],
});

/** Answers nothing where a file has it. A row that an insert made has not been updated by anybody: its xmax is 0. */
export const putType = (tenantId: string, type: NotificationType): Statement => ({
  name: 'notification-types.put',
  text: `insert into notification_types as t (tenant_id, name, definition) values ($1, $2, $3::json)
    on conflict (tenant_id, name) do update set definition = excluded.definition where t.managed_by = 'api'
    returning t.xmax = 0 as created`,
  values: [tenantId, type.name, JSON.stringify(type)],
});

export const deleteType = (tenantId: string, name: string): Statement => ({
  name: 'notification-types.delete',
  text: `delete from notification_types where tenant_id = $1 and name = $2 and managed_by = 'api' returning name`,
  values: [tenantId, name],
});

export interface FiledType {
  readonly tenantId: string;
  readonly type: NotificationType;
}

/** All that files say, and no more: what none says any more is the API's again. Answers which those are. */
export const releaseTypes = (filed: readonly FiledType[]): Statement => ({
  name: 'notification-types.release',
  text: `update notification_types t set managed_by = 'api' where managed_by = 'file' and not exists (
    select 1 from unnest($1::text[], $2::text[]) f(tenant_id, name) where f.tenant_id = t.tenant_id and f.name = t.name)
    returning t.tenant_id, t.name`,
  values: [filed.map(({ tenantId }) => tenantId), filed.map(({ type }) => type.name)],
});

/** Leaves alone what is there already as it is said, and answers the others. */
export const putFiledTypes = (filed: readonly FiledType[]): Statement => ({
  name: 'notification-types.put-filed',
  text: `insert into notification_types as t (tenant_id, name, definition, managed_by)
    select f.*, 'file' from unnest($1::text[], $2::text[], $3::json[]) f(tenant_id, name, definition)
    on conflict (tenant_id, name) do update set definition = excluded.definition, managed_by = 'file'
      where t.managed_by <> 'file' or t.definition::text <> excluded.definition::text
    returning t.tenant_id, t.definition`,
  values: [
    filed.map(({ tenantId }) => tenantId),
    filed.map(({ type }) => type.name),
    filed.map(({ type }) => JSON.stringify(type)),
  ],
});
