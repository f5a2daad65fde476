import type { RefusalReason } from '../access/refusal.js';

/** Somebody called, and was let in or not. No personal data, and nothing of a credential: ids, words and a part of an address. */
export interface Call {
  /** Unknown where nobody could say who called. */
  readonly tenant_id?: string | undefined;
  /** The client, by its id. */
  readonly actor?: string | undefined;
  /** Which of its credentials; of a token, the hash of its subject. */
  readonly key_id?: string | undefined;
  /** The operation, by its id. */
  readonly action: string;
  /** As `networkOf` shortens it. */
  readonly address?: string | undefined;
}

export interface RefusedCall extends Call {
  readonly reason: RefusalReason;
}

export type RecordedCall = Call & {
  readonly outcome: 'allowed' | 'refused';
  readonly reason?: RefusalReason | undefined;
};
