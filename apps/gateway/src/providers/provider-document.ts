import { callbackAddress, callbacksOf, type ProviderKindName, type StoredAccount } from '#libs/contracts';

export interface ProviderDocument extends StoredAccount {
  readonly callbacks?: {
    readonly url: string;
    readonly inbound_url?: string;
    readonly missing: readonly string[];
  };
}

/** An account as it is told, with the address that its provider is to be given. */
export function providerDocument(account: StoredAccount, publicUrl: string): ProviderDocument {
  const callbacks = callbacksOf(account.kind);
  if (!callbacks) return account;
  const url = callbackAddress(publicUrl, account.kind as ProviderKindName, account.id);
  const there = new Set([...Object.keys(account.settings), ...account.secrets]);
  const missing = callbacks.keys.filter((name) => !there.has(name));
  return { ...account, callbacks: { url, ...(callbacks.inbound && { inbound_url: `${url}/inbound` }), missing } };
}
