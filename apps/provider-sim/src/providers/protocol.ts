import type { Answer, Exchange } from '../http/exchange.js';
import type { LedgerEntry, Send } from '../ledger/ledger-entry.js';
import type { ProviderName } from './provider-name.js';

/**
 * A call read by its provider's rules: taken, with an answer for later, or answered at once (refused, a token, a dry run). `body` is
 * what the ledger keeps of one that is no text.
 */
export type Reception =
  | { readonly kind: 'accepted'; readonly sends: readonly Send[]; readonly answer: Answer; readonly body?: string }
  | { readonly kind: 'answered'; readonly answer: Answer; readonly refused: boolean };

export const refused = (answer: Answer): Reception => ({ kind: 'answered', answer, refused: true });

export interface Preview {
  readonly from?: string;
  readonly title?: string;
  readonly text?: string;
  readonly html?: string;
  readonly data?: unknown;
  /** Where it says that one can unsubscribe. */
  readonly unsubscribe?: string;
}

/** One provider's wire protocol. */
export interface Protocol {
  readonly name: ProviderName;
  matches(path: string): boolean;
  receive(exchange: Exchange): Reception;
  /** The provider's own form of a failure, for the faults. */
  failure(status: number, retryAfterSeconds?: number): Answer;
  /** What the recipient would see. */
  preview(entry: LedgerEntry): Preview;
}
