import type { NotificationType } from '#libs/contracts';
import type { Statement } from '#libs/persistence';

export const findTypes = (tenants: readonly string[]): Statement => ({
  name: 'notification-types.find',
  text: `select tenant_id, name, priority, channels, when_in_doubt, ttl_seconds
    from notification_types where tenant_id = any($1::text[]) order by name`,
  values: [tenants],
});

export const insertType = (tenantId: string, type: NotificationType): Statement => ({
  name: 'notification-types.insert',
  text: `insert into notification_types (tenant_id, name, priority, channels, when_in_doubt, ttl_seconds)
    values ($1, $2, $3, $4::text[], $5, $6) on conflict do nothing`,
  values: [tenantId, type.name, type.priority, type.channels, type.when_in_doubt, type.ttl_seconds],
});
