import { z } from 'zod';

/** Where a delivery goes. Sealed wherever it is kept or carried. */
export const target = z.discriminatedUnion('channel', [
  z.object({ channel: z.literal('email'), email: z.string() }),
  z.object({ channel: z.literal('sms'), phone: z.string() }),
  z.object({
    channel: z.literal('push'),
    device_id: z.string(),
    token: z.string(),
    platform: z.enum(['android', 'ios', 'web']),
  }),
  z.object({ channel: z.literal('in_app'), user_id: z.string() }),
  z.object({
    channel: z.literal('webhook'),
    endpoint_id: z.string(),
    url: z.string(),
    secret: z.string(),
    /** Signs beside it until then: its owner may not have the new one yet. */
    previous: z.object({ secret: z.string(), until: z.string() }).optional(),
  }),
  z.object({ channel: z.literal('chat'), url: z.string() }),
]);

export type Target = z.infer<typeof target>;
export type TargetOf<C extends Target['channel']> = Extract<Target, { channel: C }>;
