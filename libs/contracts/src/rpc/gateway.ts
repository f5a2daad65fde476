import type { Scope } from '../access.js';

/** What is sent with a test key goes to the simulator, or to these addresses: never to whom it is for. */
export interface TestMode {
  readonly redirect?: TestRedirect;
}

export interface TestRedirect {
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
}

/** Who calls, by whatever credential. */
export interface ApiClient {
  /** Stays the same when a key is rotated. */
  readonly client_id: string;
  readonly key_id: string;
  readonly tenant_id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly test?: TestMode | undefined;
}

/** Patterns of apps/gateway: each takes {items: In[]} and answers Out[] in the same order. */
export interface GatewayRpc {
  /** Who may read notifications with this key, from this address. */
  'gateway.authenticate': {
    in: { readonly api_key: string; readonly address?: string | undefined };
    out: ApiClient | null;
  };
}
