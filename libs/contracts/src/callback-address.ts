import type { ProviderKindName } from './providers/provider-kinds.js';

/** Where a provider tells what became of messages; the account is a tenant's own, without one it is the deployment's. */
export function callbackAddress(publicUrl: string, kind: ProviderKindName, accountId?: string): string {
  const own = accountId === undefined ? '' : `/${accountId}`;
  return `${publicUrl.replace(/\/+$/, '')}/callbacks/${kind}${own}`;
}
