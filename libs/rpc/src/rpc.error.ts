import { CarillonError } from '#libs/kernel';

/** No instance of the peer answered: whoever asked must wait or do without, but not guess. */
export class PeerUnavailableError extends CarillonError {
  constructor(pattern: string, cause?: unknown) {
    super('peer_unavailable', `Nobody answered ${pattern}`, { retryable: true, level: 'warn', cause });
  }
}

/** The peer answered, and refused: asking another instance would not help. */
export class PeerRefusedError extends CarillonError {}

/** How an error travels: what the caller may know of it. */
export interface RemoteError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly detail?: string;
}

export const isRemoteError = (error: unknown): error is RemoteError =>
  typeof error === 'object' && error !== null && 'code' in error && 'retryable' in error && !(error instanceof Error);
