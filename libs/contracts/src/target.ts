import { z } from 'zod';

/** A browser's, which has an address of its own to be called at, and keys that only it can read with (RFC 8291). */
const webPushKeys = z.object({ p256dh: z.string(), auth: z.string() });

const chat = z.discriminatedUnion('kind', [
  /** The address of an incoming webhook: whoever has it can post there. */
  z.object({ channel: z.literal('chat'), kind: z.literal('slack'), url: z.string() }),
  z.object({ channel: z.literal('chat'), kind: z.literal('whatsapp'), phone: z.string() }),
]);

const single = z.discriminatedUnion('channel', [
  z.object({ channel: z.literal('email'), email: z.string() }),
  z.object({ channel: z.literal('sms'), phone: z.string() }),
  z.object({
    channel: z.literal('push'),
    device_id: z.string(),
    /** With `keys` the endpoint of a Web Push subscription. */
    token: z.string(),
    platform: z.enum(['android', 'ios', 'web']),
    keys: webPushKeys.optional(),
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
  chat,
]);

/** All devices that have joined a topic, or topics that go together: who they are only FCM knows. */
const broadcast = z.union([
  z.object({ channel: z.literal('push'), topic: z.string() }),
  z.object({ channel: z.literal('push'), condition: z.string() }),
]);

/** Where a delivery goes. Sealed wherever it is kept or carried. */
export const target = z.union([single, broadcast]);

export type Target = z.infer<typeof target>;
export type TargetOf<C extends Target['channel']> = Extract<Target, { channel: C }>;
export type DeviceTarget = Extract<Target, { device_id: string }>;
