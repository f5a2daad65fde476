import { z } from 'zod';
import { ROLES, SCOPES } from '#libs/contracts';
import { isAddressRange } from '#libs/network';
import { email } from '../contact/email.js';
import { phone } from '../contact/phone.js';
import { pageCursor } from '../page-cursor.js';

const name = z
  .string()
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'must not contain control characters')
  .refine((text) => text.trim() !== '', 'must not be blank')
  .max(100)
  .meta({ example: 'checkout' });

const scopes = z
  .array(z.enum(SCOPES))
  .min(1)
  .max(SCOPES.length)
  .transform((given) => [...new Set(given)]);

const allowedAddresses = z
  .array(z.string().max(64).refine(isAddressRange, 'must be an address or a range, as 203.0.113.0/24 or 2001:db8::/32'))
  .max(100)
  .transform((given) => [...new Set(given)])
  .meta({ description: 'Where it may be used from; empty: anywhere', example: ['203.0.113.0/24'] });

/** Years of five digits are written otherwise, and Postgres does not read them. */
export const LATEST_EXPIRY = Date.parse('9999-12-31T23:59:59Z');

const expiresAt = z.iso
  .datetime({ offset: true, error: 'must be a time in ISO 8601, as 2027-01-31T12:00:00Z' })
  .refine((text) => Date.parse(text) > Date.now(), 'must lie in the future')
  .refine((text) => Date.parse(text) <= LATEST_EXPIRY, 'must lie before the year 10000')
  .transform((text) => new Date(text));

const redirect = z
  .strictObject({ email: email.optional(), phone: phone.optional() })
  .refine((to) => to.email !== undefined || to.phone !== undefined, 'must have an email or a phone')
  .meta({
    description: 'Of a test key: where its e-mails and SMS go in place of their recipients; all else is simulated',
  });

const grant = { role: z.enum(ROLES).optional(), scopes: scopes.optional() };
const notBoth = 'may not be given together with role, which has its own scopes';

export const createApiKeyRequest = z
  .strictObject({
    name,
    ...grant,
    allowed_addresses: allowedAddresses.default([]),
    expires_at: expiresAt.nullish(),
    mode: z.enum(['live', 'test']).default('live'),
    redirect: redirect.optional(),
  })
  .superRefine(({ role, scopes: given, mode, redirect: to }, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (role && given) issue('scopes', notBoth);
    if (!role && !given) issue('role', 'is required, or scopes');
    if (to && mode === 'live') issue('redirect', 'is for test keys');
  })
  .meta({ id: 'CreateApiKeyRequest', example: { name: 'checkout', role: 'producer' } });

export const changeApiKeyRequest = z
  .strictObject({
    name: name.optional(),
    ...grant,
    allowed_addresses: allowedAddresses.optional(),
    expires_at: expiresAt.nullish(),
    redirect: redirect.nullish(),
  })
  .refine(({ role, scopes: given }) => !(role && given), { path: ['scopes'], message: notBoth })
  .meta({ id: 'ChangeApiKeyRequest', description: 'What is left out stays as it is; null removes' });

export type ChangeApiKeyRequest = z.infer<typeof changeApiKeyRequest>;

const DAY = 86_400;

export const rotateApiKeyRequest = z
  .strictObject({
    overlap_seconds: z
      .int()
      .min(0)
      .max(30 * DAY)
      .default(DAY)
      .meta({ description: 'How long the old key works beside the new one' }),
  })
  .meta({ id: 'RotateApiKeyRequest' });

export const listApiKeysQuery = z.strictObject({
  cursor: pageCursor.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
