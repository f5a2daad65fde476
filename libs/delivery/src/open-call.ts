import type { Content, DispatchRecord, Target } from '#libs/contracts';
import type { Vault } from '#libs/vault';
import type { ProviderCall } from './provider.js';
import type { Redirect } from './redirect.js';

/**
 * What a provider's adapter is told of a delivery. Throws where what is sealed cannot be opened; what opens was checked before we
 * sealed it, and is what it was.
 */
export const openCall = (vault: Vault, d: DispatchRecord, attempt: number, redirect?: Redirect): ProviderCall => ({
  deliveryId: d.delivery_id,
  notificationId: d.notification_id,
  tenantId: d.tenant_id,
  userId: d.user_id,
  notificationType: d.notification_type,
  category: d.category,
  critical: d.critical,
  priority: d.priority,
  // What comes back about what others got must not be taken for the recipient's.
  test: redirect || d.redirected ? true : d.test,
  attempt,
  target: redirect ? redirected(redirect) : opened<Target>(vault, d.tenant_id, d.target),
  content: labelled(opened<Content>(vault, d.tenant_id, d.content), redirect !== undefined || d.redirected === true),
  metadata: d.metadata,
  delayed: d.delayed,
  timestamp: d.timestamp,
  expiresAt: d.expires_at,
  subscriptionId: d.subscription_id,
});

const opened = <Value>(vault: Vault, tenant: string, sealed: string): Value =>
  JSON.parse(vault.open(tenant, sealed)) as Value;

/** Without an address nothing is claimed (wish.ts): that it comes here must not be what sends it to people. */
function redirected({ to }: Redirect): Target {
  if (!to) throw new Error('everything is redirected, and there is no address');
  return to;
}

/** Whoever gets what was meant for another must see that it is a test. */
function labelled(said: Content, isRedirected: boolean): Content {
  if (!isRedirected) return said;
  const { title, email } = said;
  const own = email?.subject === undefined ? email : { ...email, subject: `[Test] ${email.subject}` };
  return { ...said, title: `[Test] ${title}`, email: own };
}
