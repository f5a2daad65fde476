import { z } from 'zod';
import { CHANNELS, type Channel } from '#libs/contracts';
import { typeName } from '../notifications/send-notification/notification-request.js';

const MOST = 1_000_000_000;
const DAY_SECONDS = 86_400;
const MOST_TYPES = 1_000;

/** So many notifications in so many seconds. */
export interface Limit {
  readonly limit: number;
  readonly window_seconds: number;
}

/** What holds for a tenant; null: no end. */
export interface LimitPolicy {
  /** Of each API client. */
  readonly client: Limit | null;
  /** Of all clients together. */
  readonly tenant: Limit | null;
  /** Of all clients together, in a day of UTC. */
  readonly daily_quota: number | null;
  /** What one user may be sent. */
  readonly user: Limit | null;
  /** What may go out by each channel. */
  readonly channel: Limit | null;
  /** In the place of `channel`, for these. */
  readonly channels: Partial<Record<Channel, Limit | null>>;
  /** A type with a limit of its own is counted by itself, and not by the general one. */
  readonly types: Readonly<Record<string, TypeLimits>>;
}

interface TypeLimits {
  readonly user?: Limit | null | undefined;
  readonly channel?: Limit | null | undefined;
}

const limit = z
  .strictObject({ limit: z.int().min(1).max(MOST), window_seconds: z.int().min(1).max(DAY_SECONDS) })
  .meta({ id: 'Limit', example: { limit: 100, window_seconds: 60 } })
  .nullable();
const quota = z.int().min(1).max(MOST).nullable();
const channels = z.partialRecord(z.enum(CHANNELS), limit);
const types = z
  .record(typeName, z.strictObject({ user: limit.optional(), channel: limit.optional() }))
  .refine((all) => Object.keys(all).length <= MOST_TYPES, `must have at most ${MOST_TYPES} entries`);

const byDefault = { description: 'By default that of the deployment; null: no end' };

/** All of a tenant's limits: what is left out falls back to the deployment's. */
export const limitsRequest = z
  .strictObject({
    client: limit.optional().meta(byDefault),
    tenant: limit.optional().meta(byDefault),
    daily_quota: quota.optional().meta(byDefault),
    user: limit.optional().meta(byDefault),
    channel: limit.optional().meta(byDefault),
    channels: channels.optional(),
    types: types.optional(),
  })
  .meta({
    id: 'LimitsRequest',
    example: {
      client: { limit: 100, window_seconds: 60 },
      daily_quota: 100_000,
      channels: { sms: { limit: 1_000, window_seconds: 3_600 } },
    },
  });

/** As it is stored: what was said, and no more. */
export type OwnLimits = z.infer<typeof limitsRequest>;

export const limitsAnswer = z
  .object({
    client: limit,
    tenant: limit,
    daily_quota: quota,
    user: limit,
    channel: limit,
    channels,
    types,
    version: z.int(),
  })
  .meta({ id: 'Limits' });

export const policyOf = (defaults: LimitPolicy, own: OwnLimits = {}): LimitPolicy => {
  const said = Object.entries(own).filter(([, value]) => value !== undefined);
  return { ...defaults, ...(Object.fromEntries(said) as Partial<LimitPolicy>) };
};
