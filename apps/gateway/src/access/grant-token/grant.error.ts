import type { Known, RefusalReason } from '../refusal.js';
import type { GrantError } from './grant-token.answers.js';

/** Why, and who asked, for the audit. A form that cannot be read is nobody's, and no refusal. */
interface Audited {
  readonly reason: RefusalReason;
  readonly known?: Known | undefined;
}

/** A refusal in OAuth's own form (RFC 6749, section 5.2). */
export class GrantRefusedError extends Error {
  constructor(
    readonly error: GrantError['error'],
    readonly description: string,
    readonly status: 400 | 401 = 400,
    readonly audited?: Audited,
  ) {
    super(description);
    this.name = 'GrantRefusedError';
  }
}
