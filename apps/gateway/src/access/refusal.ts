/** Why nobody is let in: a stable word for audits and figures, and how the caller is told. */
import type { FastifyRequest } from 'fastify';
import type { ApiClient } from '#libs/contracts';
import { Problem, problems, type ProblemDocument } from '#libs/http';

/** The credential is none, or none any more: another one is needed. */
const UNAUTHORIZED = {
  no_credential: 'Send Authorization: Bearer <API key or token>',
  no_user_token: 'Send Authorization: Bearer <token of POST /v1/users/{id}/tokens>',
  unknown_key: 'This API key is not valid',
  revoked_key: 'This API key was revoked: use another',
  expired_key: 'This API key has expired: use another',
  key_of_token: 'The API key that this token was given for is not valid any more',
  no_token_of_ours: 'This token is not valid, or not any more',
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
} as const;

/** Whoever calls is known, and may not do this. */
const FORBIDDEN = {
  user_token: 'An end user\u2019s token does not open this',
  address: 'The address that you call from is not among the allowed_addresses of this API key',
} as const;

type Unauthorized = keyof typeof UNAUTHORIZED;
type Forbidden = keyof typeof FORBIDDEN;

/** Beside those of credentials: a scope that is missing, and what other rooms refuse by themselves. */
export type RefusalReason = Unauthorized | Forbidden | 'scope' | 'client_secret' | 'signature' | 'limit' | 'other';

/** What is known of whoever is refused: for the audit of their tenant. */
export type Known = Pick<ApiClient, 'tenant_id'> & Partial<Pick<ApiClient, 'client_id' | 'key_id'>>;

interface Refused {
  readonly refused: Unauthorized | Forbidden;
  readonly known: Known;
}

/** Who a credential speaks for, or why nobody. */
export type Verdict = ApiClient | Unauthorized | Forbidden | Refused;

export const isClient = (verdict: Verdict): verdict is ApiClient =>
  typeof verdict !== 'string' && !('refused' in verdict);

export const refusalOf = (verdict: Exclude<Verdict, ApiClient>): Partial<Refused> & Pick<Refused, 'refused'> =>
  typeof verdict === 'string' ? { refused: verdict } : verdict;

/** Codes and titles of those that a client can do something about by itself. */
const TITLES: Partial<Record<Unauthorized | Forbidden, readonly [code: string, title: string]>> = {
  revoked_key: ['key_revoked', 'This API key was revoked'],
  expired_key: ['key_expired', 'This API key has expired'],
  address: ['address_not_allowed', 'This API key may not be used from here'],
};

export function refusedAs(reason: Unauthorized | Forbidden): Problem {
  const isForbidden = reason in FORBIDDEN;
  const detail = isForbidden ? FORBIDDEN[reason as Forbidden] : UNAUTHORIZED[reason as Unauthorized];
  const own = TITLES[reason];
  if (!own) return isForbidden ? problems.forbidden(detail) : problems.unauthorized(detail);
  const headers = isForbidden ? undefined : { 'www-authenticate': 'Bearer error="invalid_token"' };
  return new Problem(isForbidden ? 403 : 401, ...own, { detail, headers });
}

const MISSING_SCOPE = 'missing_scope';

export const missingScope = (scope: string): Problem =>
  new Problem(403, MISSING_SCOPE, 'The credential does not open this', {
    detail: `This call needs the scope ${scope}`,
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
  });

/** 401 and 403: not with this credential; 429: not now. */
const REFUSALS: readonly number[] = [401, 403, 429];

export const isRefusal = (status: number): boolean => REFUSALS.includes(status);

/** What a problem tells of its reason, for the audit. */
export function reasonOf({ status, code }: Pick<ProblemDocument, 'status' | 'code'>): RefusalReason {
  if (status === 429) return 'limit';
  return code === MISSING_SCOPE ? 'scope' : 'other';
}

interface Remembered {
  readonly reason: RefusalReason;
  readonly known?: Known | undefined;
}

const refusals = new WeakMap<FastifyRequest, Remembered>();

/** For the audit, which sees the answer and not the error. */
export const rememberRefusal = (request: FastifyRequest, reason: RefusalReason, known?: Known): void =>
  void refusals.set(request, { reason, known });

export const rememberedRefusal = (request: FastifyRequest): Remembered | undefined => refusals.get(request);

const ofParts = new WeakMap<FastifyRequest, readonly RefusalReason[]>();

/** Of a request for many, whose answer as a whole is no refusal: each reason once, however many parts it refused. */
export const rememberRefusedParts = (request: FastifyRequest, reasons: readonly RefusalReason[]): void =>
  void ofParts.set(request, reasons);

export const refusedParts = (request: FastifyRequest): readonly RefusalReason[] => ofParts.get(request) ?? [];
