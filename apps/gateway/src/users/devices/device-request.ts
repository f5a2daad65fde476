import { createHash } from 'node:crypto';
import { z } from 'zod';
import { MAX_DEVICES, type Device } from '#libs/contracts';
import { check } from '#libs/http';
import { deviceKeys, webSubscription } from './web-subscription.js';

const deviceId = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');
const token = z
  .string()
  .min(1)
  .max(4_096)
  .regex(/^[\x21-\x7e]+$/, 'must be visible ASCII');

const fields = {
  token: token.optional().meta({ description: 'What FCM, or on iOS the system itself (APNs: hexadecimal), calls it' }),
  subscription: webSubscription.optional().meta({ description: 'In place of a token: of a browser, for Web Push' }),
  platform: z.enum(['android', 'ios', 'web']),
};

type Described = z.infer<z.ZodObject<typeof fields>>;

/** Exactly one of the two ways to reach it. */
function refine({ token, subscription, platform }: Described, context: z.RefinementCtx): void {
  const wrong = (path: 'token' | 'subscription', message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  if (token === undefined && subscription === undefined) wrong('token', 'a token or a subscription is required');
  else if (token !== undefined && subscription !== undefined) wrong('subscription', 'may not be given with a token');
  else if (subscription !== undefined && platform !== 'web') wrong('subscription', 'is only for the platform web');
}

export const deviceRequest = z
  .strictObject(fields)
  .superRefine(refine)
  .meta({ id: 'DeviceRequest', example: { token: 'fcm-token-of-the-phone', platform: 'android' } });
const namedDevice = z.strictObject({ device_id: deviceId.optional(), ...fields }).superRefine(refine);

/** All devices of a user: those that are not in the list are forgotten. */
export const devicesRequest = z.strictObject({ devices: z.array(namedDevice).max(MAX_DEVICES) }).meta({
  id: 'DevicesRequest',
  example: { devices: [{ device_id: 'phone', token: 'fcm-token-of-the-phone', platform: 'android' }] },
});

/** A device that its caller has no name for is named by what it is reached by. */
function deviceOf({ token = '', subscription, platform }: Described, device_id?: string): Device {
  const reached = subscription ? deviceKeys(subscription) : { token };
  const name = device_id ?? createHash('sha256').update(reached.token).digest('base64url').slice(0, 22);
  return { device_id: name, platform, ...reached };
}

/** A whole list, or one device that is added to the others. */
export function readDevices(body: unknown): { devices: Device[]; replace: boolean } {
  const named = ({ device_id, ...device }: z.infer<typeof namedDevice>) => deviceOf(device, device_id);
  if (typeof body === 'object' && body !== null && ('token' in body || 'subscription' in body)) {
    return { devices: [named(check(namedDevice, body))], replace: false };
  }
  return { devices: check(devicesRequest, body).devices.map(named), replace: true };
}

export const readDevice = (id: string, body: unknown): Device => deviceOf(check(deviceRequest, body), deviceIdOf(id));

export const deviceIdOf = (id: string): string =>
  check(z.strictObject({ device_id: deviceId }), { device_id: id }).device_id;
