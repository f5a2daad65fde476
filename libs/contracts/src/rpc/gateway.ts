import type { Scope } from '../access.js';

export interface ApiClient {
  readonly client_id: string;
  readonly tenant_id: string;
  readonly name: string;
  /** Which of the client's credentials it came with. */
  readonly key_id: string;
  readonly scopes: readonly Scope[];
}

/** Patterns of apps/gateway: each takes {items: In[]} and answers Out[] in the same order. */
export interface GatewayRpc {
  'gateway.authenticate': { in: { readonly api_key: string }; out: ApiClient | null };
}
