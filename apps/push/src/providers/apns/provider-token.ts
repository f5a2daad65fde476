import type { KeyObject } from 'node:crypto';
import { es256 } from '../../signing/es256.js';

/** Apple refuses one that is older than an hour, and whoever makes a new one more than once in 20 minutes. */
const RENEW_AFTER_MS = 50 * 60_000;
const LEAST_AGE_MS = 20 * 60_000;

/** What we show Apple with each call: who we are, signed with our key. One for all connections. */
export class ProviderToken {
  private held: { readonly token: string; readonly madeAt: number } | undefined;

  constructor(
    private readonly key: KeyObject,
    private readonly keyId: string,
    private readonly teamId: string,
    private readonly now: () => number = Date.now,
  ) {}

  current(): string {
    const now = this.now();
    if (!this.held || now - this.held.madeAt >= RENEW_AFTER_MS) this.held = { token: this.make(now), madeAt: now };
    return this.held.token;
  }

  /** It was refused: a new one may be better, if it may be made already. */
  refused(): void {
    if (this.held && this.now() - this.held.madeAt >= LEAST_AGE_MS) this.held = undefined;
  }

  private make(now: number): string {
    return es256(this.key, { kid: this.keyId }, { iss: this.teamId, iat: Math.floor(now / 1_000) });
  }
}
