import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'ck_';

/** Shown once, and only its hash is kept: 256 random bits need no slow hash. */
export const newApiKey = (): string => `${PREFIX}${randomBytes(32).toString('base64url')}`;

export const apiKeyHash = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Tells an API key from a token, which is a JWT. */
export const looksLikeApiKey = (credential: string): boolean => !credential.startsWith('eyJ');

/** Tokens of issuers that name groups and roles grow; Node takes 16 kB of headers in all. */
const MAX_LENGTH = 8192;

/** The credential of an `Authorization: Bearer …` header. */
export function bearerToken(header: string | undefined): string | undefined {
  if (header === undefined || header.length > MAX_LENGTH) return undefined;
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1];
}
