/** Who else may say who a caller is: issuers of tokens are part of the deployment, and never of a request. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ROLES, SCOPES } from '#libs/contracts';

/** With public keys only: what verifies a token must not be able to make one. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
] as const;
const THE_USUAL: (typeof ALGORITHMS)[number][] = ['RS256', 'ES256', 'PS256', 'EdDSA'];

const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/;

/** Keys that come over a line that anybody can write on are nobody's keys. */
export const isSafeAddress = (url: string): boolean =>
  URL.canParse(url) && (url.startsWith('https://') || LOOPBACK.test(url));

const address = z.string().refine(isSafeAddress, 'must be an https address, or http on this machine');

/** What one word of theirs means here: scopes, or roles, which are names for scopes. */
const meaning = z.record(z.string(), z.array(z.enum([...SCOPES, ...ROLES])));

const issuer = z
  .strictObject({
    issuer: address,
    audience: z.string().min(1),
    /** Without it: asked of `<issuer>/.well-known/openid-configuration`. */
    jwks_uri: address.optional(),
    algorithms: z.array(z.enum(ALGORITHMS)).min(1).default(THE_USUAL),
    /** Everybody whom it names belongs to this tenant… */
    tenant: z
      .string()
      .regex(/^[a-z0-9_-]{1,64}$/, 'must be a–z, 0–9, - and _')
      .optional(),
    /** …or to the one that this claim names. Claims within claims are written with dots. */
    tenant_claim: z.string().min(1).optional(),
    /** Space-separated, or a list; `scope` if neither this nor `roles_claim` is given. */
    scope_claim: z.string().min(1).optional(),
    roles_claim: z.string().min(1).optional(),
    /** Without it, our own names stand for themselves and all others for nothing; with it, only what it names counts. */
    scopes: meaning.optional(),
    roles: meaning.optional(),
  })
  .refine(({ tenant, tenant_claim }) => (tenant === undefined) !== (tenant_claim === undefined), {
    error: 'must have either tenant or tenant_claim',
  });

export type IssuerSettings = Readonly<z.infer<typeof issuer>>;

const issuers = z.array(issuer).refine((all) => new Set(all.map(nameOf)).size === all.length, {
  error: 'must not name an issuer and an audience twice',
});

const nameOf = (one: { issuer: string; audience: string }): string => JSON.stringify([one.issuer, one.audience]);

/** JSON, or the path of a file with it. What is wrong with it is told by its place: the reader of the environment knows one level. */
export const tokenIssuers = z
  .string()
  .default('[]')
  .transform((text, context): readonly IssuerSettings[] => {
    const read = issuers.safeParse(parse(text), { reportInput: false });
    if (read.success) return read.data;
    for (const { path, message } of read.error.issues) {
      context.addIssue({ code: 'custom', message: [path.join('.'), message].filter(Boolean).join(': ') });
    }
    return z.NEVER;
  });

function parse(text: string): unknown {
  try {
    return JSON.parse(text.trimStart().startsWith('[') ? text : readFileSync(text, 'utf8'));
  } catch {
    return undefined;
  }
}
