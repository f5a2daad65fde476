import type { NotificationType } from '#libs/contracts';
import type { Statement } from '#libs/persistence';

export const findTypes = (tenants: readonly string[]): Statement => ({
  name: 'notification-types.find',
  text: `select tenant_id, name, definition from notification_types where tenant_id = any($1::text[]) order by name`,
  values: [tenants],
});

export const insertType = (tenantId: string, type: NotificationType): Statement => ({
  name: 'notification-types.insert',
  text: `insert into notification_types (tenant_id, name, definition) values ($1, $2, $3::json)
    on conflict do nothing`,
  values: [tenantId, type.name, JSON.stringify(type)],
});
