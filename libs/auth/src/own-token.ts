/**
 * JWTs (RFC 7519) that we make and we check: HS256 and nothing else. The header says what a token is for and is compared
 * as it stands, so a token of one purpose is none of another, whatever its claims and under whatever secret.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export type Claims = Readonly<Record<string, unknown>>;

export class OwnToken {
  private readonly header: string;

  constructor(
    typ: string,
    private readonly audience: string,
  ) {
    this.header = `${encode({ alg: 'HS256', typ })}.`;
  }

  /** By its header alone: nothing is checked yet. */
  looksLike(token: string): boolean {
    return token.startsWith(this.header);
  }

  sign(secret: string, claims: object): string {
    const signed = this.header + encode({ aud: this.audience, ...claims });
    return `${signed}.${signature(secret, signed)}`;
  }

  /** The claims of a valid token of this purpose, now; null for anything else. */
  open(secret: string, token: string, now: number): Claims | null {
    const dot = token.lastIndexOf('.');
    if (!this.looksLike(token) || dot < this.header.length) return null;
    if (!isSame(token.slice(dot + 1), signature(secret, token.slice(0, dot)))) return null;
    const claims = JSON.parse(Buffer.from(token.slice(this.header.length, dot), 'base64url').toString()) as Claims;
    const { aud, exp } = claims;
    return aud === this.audience && typeof exp === 'number' && exp * 1000 > now ? claims : null;
  }
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const signature = (secret: string, signed: string): string =>
  createHmac('sha256', secret).update(signed).digest('base64url');

/** As text: decoded, several spellings of one signature would be the same. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
