import type { GrantError } from './grant-token.answers.js';

/** A refusal in OAuth's own form (RFC 6749, section 5.2). */
export class GrantRefusedError extends Error {
  constructor(
    readonly error: GrantError['error'],
    readonly description: string,
    readonly status: 400 | 401 = 400,
  ) {
    super(description);
    this.name = 'GrantRefusedError';
  }
}
