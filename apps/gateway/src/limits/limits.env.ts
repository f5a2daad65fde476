import { z } from 'zod';
import type { Limit, LimitPolicy } from './limit-policy.js';

const NONE = 'none';
const FORM = /^(\d{1,9})\/(\d{1,5})$/;

/** `100/60` is a hundred in a minute. */
const limit = z
  .string()
  .refine((text) => text === NONE || FORM.test(text), 'must be <number>/<seconds>, or none')
  .transform((text): Limit | null => {
    const [, number, seconds] = FORM.exec(text) ?? [];
    return number === undefined ? null : { limit: Number(number), window_seconds: Number(seconds) };
  })
  .refine((one) => one === null || (one.limit > 0 && one.window_seconds > 0), 'must not be 0')
  .optional();

/** What holds for tenants that say nothing of their own, and for all of them together. */
export const limitsEnv = {
  DEFAULT_CLIENT_LIMIT: limit,
  DEFAULT_TENANT_LIMIT: limit,
  DEFAULT_USER_LIMIT: limit,
  DEFAULT_CHANNEL_LIMIT: limit,
  DEFAULT_DAILY_QUOTA: z.coerce.number().int().positive().optional(),
  DEPLOYMENT_LIMIT: limit,
};

type LimitsConfig = { readonly [Name in keyof typeof limitsEnv]?: z.infer<(typeof limitsEnv)[Name]> };

/** Far beyond what one instance can take in: it tells callers where they stand, and stops only what has gone mad. */
const CLIENT: Limit = { limit: 6_000_000, window_seconds: 60 };

export const defaultPolicy = (config: LimitsConfig): LimitPolicy => ({
  client: config.DEFAULT_CLIENT_LIMIT === undefined ? CLIENT : config.DEFAULT_CLIENT_LIMIT,
  tenant: config.DEFAULT_TENANT_LIMIT ?? null,
  daily_quota: config.DEFAULT_DAILY_QUOTA ?? null,
  user: config.DEFAULT_USER_LIMIT ?? null,
  channel: config.DEFAULT_CHANNEL_LIMIT ?? null,
  channels: {},
  types: {},
});
