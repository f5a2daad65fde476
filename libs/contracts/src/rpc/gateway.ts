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

/** Who asks another app for a change, as the audit is told by that app once it has happened. */
export interface ChangedBy {
  /** Of the request and of what is told of it, once: a UUIDv7. */
  readonly id: string;
  readonly client_id: string;
  readonly key_id: string;
  /** As the audit keeps it: a part of one. */
  readonly address?: string | undefined;
  /** The operation, by its id. */
  readonly action: string;
}

/** A change in another app's store, told by a row of the outbox of its own transaction. */
export interface ChangeElsewhere extends ChangedBy {
  readonly tenant_id: string;
  /** The id of what was changed. */
  readonly target?: string | undefined;
  /** Names and numbers, never a secret or personal data. */
  readonly details?: Readonly<Record<string, string | number>> | undefined;
}

/** Connections by WebSocket that another app did not let in, alike ones together. */
export interface RefusedElsewhere {
  /** What the credential was to open. */
  readonly action: 'inbox.connect' | 'status.connect';
  /** None was shown, or it is not valid, or not any more. */
  readonly reason: 'no_credential' | 'no_user_token' | 'no_token_of_ours';
  /** The network that they came from. */
  readonly address?: string | undefined;
  readonly count: number;
}

/** Patterns of apps/gateway: each takes {items: In[]} and answers Out[] in the same order. */
export interface GatewayRpc {
  /** Who may read notifications with this key, from this address. */
  'gateway.authenticate': {
    in: { readonly api_key: string; readonly address?: string | undefined };
    out: ApiClient | null;
  };
  /** What is told again is kept once. */
  'gateway.audit': { in: ChangeElsewhere; out: true };
  /** Counted each time that it is told. */
  'gateway.refused': { in: RefusedElsewhere; out: true };
}
