import { createHash, randomBytes } from 'node:crypto';

export type KeyMode = 'live' | 'test';

/** Shown once, and only its hash is kept: 256 random bits need no slow hash. */
export const newApiKey = (mode: KeyMode = 'live'): string => `ck_${mode}_${randomBytes(32).toString('base64url')}`;

/** As its first characters say. What counts is what was stored with it; this is for keys that were made elsewhere. */
export const modeOfApiKey = (key: string): KeyMode => (key.startsWith('ck_test_') ? 'test' : 'live');

const VISIBLE = 4;

/** What may be shown of a key for ever, to tell it from others: `ck_live_ab12…`. */
export const apiKeyPrefix = (key: string): string => {
  const [kind = ''] = /^ck_(?:live_|test_)?/.exec(key) ?? [];
  return `${key.slice(0, kind.length + VISIBLE)}…`;
};

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
