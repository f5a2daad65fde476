import { ECDH } from 'node:crypto';
import { z } from 'zod';
import type { Device } from '#libs/contracts';

const POINT_BYTES = 65;
const AUTH_BYTES = 16;

function isPoint(read: Buffer): boolean {
  try {
    return read.length === POINT_BYTES && ECDH.convertKey(read, 'prime256v1').length === POINT_BYTES;
  } catch {
    return false;
  }
}

/** Some browsers' libraries pad, and use the other alphabet: the same bytes are kept in one spelling. */
const bytes = (isRight: (bytes: Buffer) => boolean, message: string) =>
  z
    .string()
    .max(128)
    .regex(/^[A-Za-z0-9+/_-]+={0,2}$/, 'must be base64url')
    .transform((text) => Buffer.from(text, 'base64url'))
    .refine(isRight, message)
    .transform((read) => read.toString('base64url'));

/** What `PushSubscription.toJSON()` of a browser gives. */
export const webSubscription = z
  .strictObject({
    endpoint: z
      .url({ protocol: /^https$/, error: 'must be an https URL' })
      .max(2_048)
      .regex(/^[\x21-\x7e]+$/, 'must be visible ASCII')
      .refine((text) => !URL.parse(text)?.username && !URL.parse(text)?.password, 'must have no user or password'),
    expirationTime: z
      .number()
      .nullish()
      .meta({ description: 'Not used: a browser that forgets says so when it is called' }),
    keys: z.strictObject({
      p256dh: bytes(isPoint, 'must be a point of P-256, uncompressed: 65 bytes'),
      auth: bytes((read) => read.length === AUTH_BYTES, 'must be 16 bytes'),
    }),
  })
  .meta({ id: 'WebPushSubscription' });

type WebSubscription = z.infer<typeof webSubscription>;

/** As a device has it: what tells it from all others is its endpoint. */
export const deviceKeys = ({ endpoint, keys }: WebSubscription): Pick<Device, 'token' | 'keys'> => ({
  token: endpoint,
  keys,
});
