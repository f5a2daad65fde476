/**
 * The gateway checks what people send and tells them what is wrong; this holds whoever calls past it. Cheap, and only
 * about what would do harm: what cannot be sent to, and what does not fit.
 */
import { z } from 'zod';
import {
  CHANNELS,
  MAX_DEVICES,
  SUPPRESSIBLE_CHANNELS,
  SUPPRESSION_REASONS,
  type RpcIn,
  type RpcPattern,
} from '#libs/contracts';
import { CarillonError } from '#libs/kernel';

const MAX_ITEMS = 1_000;
const MAX_WEBHOOKS = 20;

export class InvalidItemError extends CarillonError {
  constructor(detail: string) {
    super('invalid_item', `The look-up is not valid: ${detail}`, { level: 'warn', detail });
  }
}

const key = { tenant_id: z.string().min(1).max(64), user_id: z.string().min(1).max(255) };
const choices = z.partialRecord(z.enum(CHANNELS), z.boolean());
const wordsOn = z.partialRecord(z.enum(CHANNELS), z.boolean().nullable());
const phone = z.string().regex(/^\+[1-9]\d{6,14}$/);
const webUrl = z
  .string()
  .max(2_048)
  .regex(/^https?:\/\/\S+$/);
const time = z.string().regex(/^\d\d:\d\d$/);
const deviceId = z.string().min(1).max(255);
const device = z.object({
  device_id: deviceId,
  token: z.string().min(1).max(4_096),
  platform: z.enum(['android', 'ios', 'web']),
  keys: z.object({ p256dh: z.string().length(87), auth: z.string().length(22) }).optional(),
});
const attribute = z.union([z.string().max(512), z.number(), z.boolean()]);
const address = {
  tenant_id: key.tenant_id,
  channel: z.enum(SUPPRESSIBLE_CHANNELS),
  address_hash: z.string().min(1).max(64),
};

const heard = { source: z.string().min(1).max(64), said_at: z.iso.datetime() };
const changedBy = z
  .object({
    id: z.uuid(),
    client_id: z.string().max(255),
    key_id: z.string().max(255),
    address: z.string().max(64).optional(),
    action: z.string().max(64),
  })
  .optional();
const WEEK_S = 604_800;

const schemas = {
  'preferences.rotate_webhook': z.object({
    ...key,
    endpoint_id: z.string().min(1).max(64),
    overlap_seconds: z.int().min(0).max(WEEK_S),
  }),
  'preferences.lookup': z.object(key),
  'preferences.put_user': z.object({
    ...key,
    email: z
      .string()
      .max(254)
      .regex(/^[^\s@]+@[^\s@]+$/)
      .nullish(),
    phone: phone.nullish(),
    slack_url: webUrl.nullish(),
    whatsapp: phone.nullish(),
    locale: z.string().max(35).nullish(),
    time_zone: z.string().max(64).nullish(),
    attributes: z.record(z.string().max(64), attribute).nullish(),
    webhooks: z
      .array(z.object({ url: webUrl }))
      .max(MAX_WEBHOOKS)
      .optional(),
  }),
  'preferences.put_preferences': z.object({
    ...key,
    preferences: z.object({
      opted_out: z.boolean(),
      types: z.record(z.string().max(64), choices),
      categories: z.record(z.string().max(64), choices),
      channels: choices,
      quiet_hours: z.object({ start: time, end: time, channels: z.array(z.enum(CHANNELS)).optional() }).nullable(),
    }),
  }),
  'preferences.patch_preferences': z.object({
    ...key,
    patch: z.object({
      opted_out: z.boolean().nullish(),
      types: z.record(z.string().max(64), wordsOn.nullable()).nullish(),
      categories: z.record(z.string().max(64), wordsOn.nullable()).nullish(),
      channels: wordsOn.nullish(),
      quiet_hours: z
        .object({
          start: time.optional(),
          end: time.optional(),
          channels: z.array(z.enum(CHANNELS)).nullish(),
        })
        .nullish(),
    }),
  }),
  'preferences.put_device': z.object({
    ...key,
    device,
  }),
  'preferences.put_devices': z.object({ ...key, devices: z.array(device).max(MAX_DEVICES), replace: z.boolean() }),
  'preferences.delete_device': z.object({ ...key, device_id: deviceId }),
  'preferences.forget_device': z.object({
    ...key,
    device_id: deviceId,
    token: z.string().max(4_096),
    dead_since: z.iso.datetime().optional(),
  }),
  'preferences.delete_user': z.object(key),
  'suppressions.put': z.object({
    ...address,
    reason: z.enum(SUPPRESSION_REASONS),
    source: z.string().min(1).max(64),
    note: z.string().max(500).optional(),
    expires_at: z.iso.datetime().optional(),
    by: changedBy,
  }),
  'suppressions.hear': z.discriminatedUnion('word', [
    z.object({ ...address, ...heard, word: z.literal('suppress'), reason: z.enum(SUPPRESSION_REASONS) }),
    z.object({ ...address, ...heard, word: z.literal('lift') }),
  ]),
  'suppressions.check': z.object(address),
  'suppressions.list': z.object({
    tenant_id: key.tenant_id,
    channel: address.channel.optional(),
    cursor: z.uuid().optional(),
    limit: z.int().min(1).max(MAX_ITEMS),
  }),
  'suppressions.delete': z.object({ tenant_id: key.tenant_id, id: z.uuid(), by: changedBy }),
} as const;

export function checkItems<P extends keyof typeof schemas & RpcPattern>(
  pattern: P,
  payload: { readonly items: readonly RpcIn<P>[] },
): readonly RpcIn<P>[] {
  const result = z.array(schemas[pattern]).max(MAX_ITEMS).safeParse(payload.items);
  if (!result.success) throw new InvalidItemError(result.error.issues[0]?.path.join('.') ?? 'items');
  return result.data;
}
