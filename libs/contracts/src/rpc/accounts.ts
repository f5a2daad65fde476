import type { Channel } from '../channels.js';

/** What an account of a provider is beside its settings. */
export interface AccountFields {
  readonly name: string;
  /** From 1: the lower, the sooner. */
  readonly order: number;
  /** Its share among those of the same order and cost. */
  readonly weight: number;
  readonly cost: number;
  /** Serves only targets that begin or end so; empty: all. */
  readonly only_for: readonly string[];
  /** Messages a second that it takes; null: no end. */
  readonly per_second: number | null;
  readonly enabled: boolean;
}

/** How an account does, by all instances that send by it. */
export interface AccountHealth {
  /** Of its breaker: the worst that any instance sees. */
  readonly state: 'closed' | 'half_open' | 'open';
  /** ISO 8601. */
  readonly since: string;
  /** From 0 to 1: what came of the last calls, old ones forgotten within seconds. */
  readonly recent_success: number;
}

/** An account as it may be told: without what is secret. */
export interface StoredAccount extends AccountFields {
  readonly id: string;
  readonly channel: Channel;
  readonly kind: string;
  /** What may be told of its settings. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Names of the settings that are kept and not told. */
  readonly secrets: readonly string[];
  /** Why it cannot be used though it is enabled. */
  readonly problem?: 'unreadable_settings' | 'unknown_kind';
  /** Absent: nothing was sent by it in the last minutes, or nobody can say. */
  readonly health?: AccountHealth | undefined;
  readonly version: number;
  readonly created_at: string;
  readonly changed_at: string;
}

interface AccountsOf {
  readonly tenant_id: string;
  /** Of the app that is asked: one app may answer for several. */
  readonly channel: Channel;
}

interface OneAccount extends AccountsOf {
  readonly id: string;
}

/** A new one where `kind` is given, else a change of one that is there: what is left out stays. */
export interface PutAccount extends OneAccount, Partial<AccountFields> {
  readonly kind?: string | undefined;
  /** Sealed JSON under the tenant's key: credentials do not travel open. Of a change: those that change. */
  readonly settings?: string | undefined;
  /** Sealed, of a new one: what it is made of. One that is there already, and was made of the same, is answered as it is. */
  readonly made_of?: string | undefined;
  /** Of a change: the versions that it is a change of; absent: of any. */
  readonly if_version?: readonly number[] | undefined;
}

/** Of an account that is there, with these settings changed, or of one that is not there yet. */
export interface TryAccount extends OneAccount {
  readonly kind?: string | undefined;
  readonly settings?: string | undefined;
}

/**
 * `not_found`; `unknown_kind`: not in this app; `invalid_settings`: together they are none; `too_many`: of the tenant's;
 * `made_of_other`: there is one with this id that was made of something else; `stale`: it has another version.
 */
export interface AccountRefusal {
  readonly refused: 'not_found' | 'unknown_kind' | 'invalid_settings' | 'too_many' | 'made_of_other' | 'stale';
}

/** What came of a trial call; `untried`: the kind knows no harmless call. */
export interface AccountTrial {
  readonly outcome: 'ok' | 'failed' | 'untried';
  readonly code?: string | undefined;
  /** In the provider's words, without the credentials. */
  readonly detail?: string | undefined;
}

/** By the address that a callback came to: whose it is has yet to be found. */
export interface CallbackAccountKey {
  readonly channel: Channel;
  readonly kind: string;
  readonly id: string;
}

/** Whose account it is, switched on or not, and how its callbacks are checked. */
export interface CallbackAccount {
  readonly tenant_id: string;
  /** Sealed JSON under the tenant's key: of the settings none but those that its kind checks callbacks by. */
  readonly keys: string;
}

/** Accounts of providers, in the app of their channel. */
export interface AccountsRpc {
  /** All of a tenant's, or one by its id. */
  'delivery.accounts.list': { in: AccountsOf & { readonly id?: string | undefined }; out: readonly StoredAccount[] };
  'delivery.accounts.put': { in: PutAccount; out: StoredAccount | AccountRefusal };
  'delivery.accounts.delete': { in: OneAccount; out: boolean };
  'delivery.accounts.callback_keys': { in: CallbackAccountKey; out: CallbackAccount | null };
  'delivery.accounts.try': { in: TryAccount; out: AccountTrial | AccountRefusal };
}
