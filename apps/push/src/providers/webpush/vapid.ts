import type { KeyObject } from 'node:crypto';
import { es256, publicPoint } from '../../signing/es256.js';

/** RFC 8292 allows a day at most. */
const GOOD_FOR_SECONDS = 12 * 3_600;
const RENEW_AFTER_MS = 11 * 3_600_000;
/** There are a handful of push services; who registers endpoints of his own must not fill the memory. */
const KEPT = 1_000;

/** Says to a push service who calls: one token for each service, signed when it is first needed. */
export class Vapid {
  private readonly tokens = new Map<string, { readonly authorization: string; readonly renewAt: number }>();
  private readonly publicKey: string;

  constructor(
    private readonly key: KeyObject,
    /** `mailto:` or `https:`: where the service can complain. */
    private readonly subject: string,
    private readonly now: () => number = Date.now,
  ) {
    this.publicKey = publicPoint(key).toString('base64url');
  }

  authorization(origin: string): string {
    const now = this.now();
    const held = this.tokens.get(origin);
    if (held && now < held.renewAt) return held.authorization;
    const claims = { aud: origin, exp: Math.floor(now / 1_000) + GOOD_FOR_SECONDS, sub: this.subject };
    const authorization = `vapid t=${es256(this.key, {}, claims)}, k=${this.publicKey}`;
    if (this.tokens.size >= KEPT) this.tokens.clear();
    this.tokens.set(origin, { authorization, renewAt: now + RENEW_AFTER_MS });
    return authorization;
  }
}
