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

/** What one provider has taken by a key, or without one the newest of all; oldest first. */
export type Sent = (key?: string) => Promise<readonly LedgerEntry[]>;

export const nothingSent: Sent = () => Promise.resolve([]);

export interface Preview {
  readonly from?: string;
  readonly title?: string;
  readonly text?: string;
  readonly html?: string;
  readonly data?: unknown;
  /** Where it says that one can unsubscribe. */
  readonly unsubscribe?: string;
  /** The names of the files that came with it. */
  readonly attachments?: readonly string[];
}

/** `<https://…>`: nothing else may become a link of the page. */
export const linkOf = (header: string | undefined): string | undefined =>
  /<(https?:\/\/[^<>\s]+)>/.exec(header ?? '')?.[1];

/** What the recipient would see of what a provider took. */
export interface PreviewOf {
  readonly name: ProviderName;
  preview(entry: LedgerEntry): Preview;
}

/** One provider's wire protocol. */
export interface Protocol extends PreviewOf {
  matches(path: string): boolean;
  receive(exchange: Exchange): Reception;
  /** The answer to a question about what was sent; undefined: it is none. */
  look?(exchange: Exchange): Promise<Answer> | undefined;
  /** The provider's own form of a failure, for the faults. */
  failure(status: number, retryAfterSeconds?: number): Answer;
}
