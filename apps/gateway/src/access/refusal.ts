import type { FastifyRequest } from 'fastify';
import type { ApiClient } from '#libs/contracts';

/** Why nobody is let in, by a stable word for audits and figures; what the caller is told of it. */
const WORDS = {
  no_credential: 'Send Authorization: Bearer <API key or token>',
  no_user_token: 'Send Authorization: Bearer <token of POST /v1/users/{id}/tokens>',
  unknown_key: 'This API key is not valid',
  key_of_token: 'The API key that this token was given for is not valid any more',
  no_token_of_ours: 'This token is not valid, or not any more',
  user_token: 'An end user\u2019s token does not open this',
  malformed: 'This is neither an API key nor a token that we can read',
  unknown_issuer: 'No issuer that we know has made this token',
  wrong_algorithm: 'This token is signed in a way that we do not take',
  wrong_type: 'This is not an access token for a bearer',
  unknown_signing_key: 'The issuer has no key of this token\u2019s name',
  bad_signature: 'The signature of this token is not valid',
  wrong_audience: 'This token is meant for somebody else',
  expired: 'This token has expired',
  no_expiry: 'This token never expires',
  not_yet_valid: 'This token is not valid yet',
  no_client: 'This token does not say whose it is',
  unknown_tenant: 'This token names no tenant that we know',
  unknown_client: 'No such client, or not its secret',
  scope: 'The credential does not have the scope that this asks for',
  signature: 'The signature is not valid',
  limit: 'Too much',
} as const;

export type RefusalReason = keyof typeof WORDS;

/** Who a credential speaks for, or why nobody. */
export type Verdict = ApiClient | RefusalReason;

export const inWords = (reason: RefusalReason): string => WORDS[reason];

const reasons = new WeakMap<FastifyRequest, RefusalReason>();

/** For the audit, which sees the answer and not the error. */
export const rememberRefusal = (request: FastifyRequest, reason: RefusalReason): void =>
  void reasons.set(request, reason);

export const refusalOf = (request: FastifyRequest): RefusalReason | undefined => reasons.get(request);
