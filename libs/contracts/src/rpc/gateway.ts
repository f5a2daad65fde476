export interface ApiClient {
  readonly client_id: string;
  readonly tenant_id: string;
  readonly name: string;
}

/** Patterns of apps/gateway: each takes {items: In[]} and answers Out[] in the same order. */
export interface GatewayRpc {
  'gateway.authenticate': { in: { readonly api_key: string }; out: ApiClient | null };
}
