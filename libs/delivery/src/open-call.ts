import { content, target, type Content, type DispatchRecord } from '#libs/contracts';
import type { Vault } from '#libs/vault';
import type { ProviderCall } from './provider.js';

/** What a provider's adapter is told of a delivery. Throws where what is sealed cannot be opened. */
export const openCall = (vault: Vault, d: DispatchRecord, attempt: number): ProviderCall => ({
  deliveryId: d.delivery_id,
  notificationId: d.notification_id,
  tenantId: d.tenant_id,
  userId: d.user_id,
  notificationType: d.notification_type,
  category: d.category,
  critical: d.critical,
  priority: d.priority,
  attempt,
  target: target.parse(JSON.parse(vault.open(d.tenant_id, d.target))),
  content: labelled(content.parse(JSON.parse(vault.open(d.tenant_id, d.content))), d),
  metadata: d.metadata,
  timestamp: d.timestamp,
});

/** Whoever gets what was meant for another must see that it is a test. */
const labelled = (said: Content, { redirected }: DispatchRecord): Content =>
  redirected ? { ...said, title: `[Test] ${said.title}` } : said;
