/**
 * Every reason of ours that a delivery can have. Whoever gives one has it checked against this list, and libs/consent has words for
 * each: one that is missing here or there does not compile.
 */
export const REASONS = [
  'suppressed_hard_bounce',
  'suppressed_complaint',
  'suppressed_stop',
  'suppressed_manual',
  'opted_out',
  'opted_out_of_all',
  'opted_out_of_type',
  'opted_out_of_category',
  'opted_out_of_channel',
  'quiet_hours',
  'paused',
  'daily_cap',
  'no_target',
  'unknown_user',
  'user_deleted',
  'preferences_unavailable',
  'preferences_unreadable',
  'test_without_simulator',
  'redirected_nowhere',
  'cancelled',
  'seen',
  'expired',
  'retry',
  'provider_unavailable',
  'no_provider',
  'in_doubt',
  'resolved_by_operator',
  'given_up',
  'proof',
  'unsettled_claims',
  'retries_exhausted',
  'unreadable',
  'endpoint_disabled',
] as const;

export type Reason = (typeof REASONS)[number];

declare const PROVIDERS: unique symbol;

/** What a provider says, in a word of its adapter's or its own: `bad_number`, `http_503`. */
export type ProviderReason = string & { readonly [PROVIDERS]: true };

export const saidByProvider = (code: string): ProviderReason => code as ProviderReason;

/** What the `reason` of a status event may be; after the colon, what the provider said last. */
export type StatusReason = Reason | `retries_exhausted:${string}` | ProviderReason;
