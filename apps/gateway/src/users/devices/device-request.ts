import { createHash } from 'node:crypto';
import { z } from 'zod';
import { MAX_DEVICES, type Device } from '#libs/contracts';
import { check } from '#libs/http';

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
const platform = z.enum(['android', 'ios', 'web']);

export const deviceRequest = z
  .strictObject({ token, platform })
  .meta({ id: 'DeviceRequest', example: { token: 'fcm-token-of-the-phone', platform: 'android' } });
const namedDevice = z.strictObject({ device_id: deviceId.optional(), token, platform });

/** All devices of a user: those that are not in the list are forgotten. */
export const devicesRequest = z.strictObject({ devices: z.array(namedDevice).max(MAX_DEVICES) }).meta({
  id: 'DevicesRequest',
  example: { devices: [{ device_id: 'phone', token: 'fcm-token-of-the-phone', platform: 'android' }] },
});

/** A device that its caller has no name for is named by its token. */
const named = ({ device_id, ...device }: z.infer<typeof namedDevice>): Device => ({
  device_id: device_id ?? createHash('sha256').update(device.token).digest('base64url').slice(0, 22),
  ...device,
});

/** A whole list, or one device that is added to the others. */
export function readDevices(body: unknown): { devices: Device[]; replace: boolean } {
  if (typeof body === 'object' && body !== null && 'token' in body) {
    return { devices: [named(check(namedDevice, body))], replace: false };
  }
  return { devices: check(devicesRequest, body).devices.map(named), replace: true };
}

export const deviceIdOf = (id: string): string =>
  check(z.strictObject({ device_id: deviceId }), { device_id: id }).device_id;
