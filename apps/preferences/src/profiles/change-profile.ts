/** The changes that a user can go through: pure, from one document to the next. The same document back means no change. */
import { randomBytes } from 'node:crypto';
import { MAX_DEVICES, type Device, type Preferences, type PutUser, type WebhookEndpoint } from '#libs/contracts';
import { CarillonError, uuidv7 } from '#libs/kernel';
import type { ProfileDocument, Reachable } from './profile-document.js';

export type Change = (document: ProfileDocument) => ProfileDocument;

class TooManyDevicesError extends CarillonError {
  constructor() {
    super('too_many_devices', `A user has ${MAX_DEVICES} devices at most`, { level: 'info' });
  }
}

/** What is left out stays, null removes. */
export const putUser =
  (put: PutUser): Change =>
  (document) => {
    const { email, phone, slack_url, whatsapp, attributes, ...rest } = document.reachable;
    const reachable: Reachable = {
      ...rest,
      ...named('email', put.email, email),
      ...named('phone', put.phone, phone),
      ...named('slack_url', put.slack_url, slack_url),
      ...named('whatsapp', put.whatsapp, whatsapp),
      ...named('attributes', put.attributes, attributes),
      webhooks: put.webhooks ? replaceWebhooks(rest.webhooks, put.webhooks) : rest.webhooks,
    };
    return {
      ...document,
      reachable,
      locale: put.locale === undefined ? document.locale : put.locale,
      time_zone: put.time_zone === undefined ? document.time_zone : put.time_zone,
    };
  };

export const putPreferences =
  (preferences: Preferences): Change =>
  (document) => ({ ...document, preferences });

/** `replace`: only these are left. */
export const putDevices =
  (devices: readonly Device[], replace: boolean, now = new Date()): Change =>
  (document) => {
    const known = document.reachable.devices;
    const after = devices.map((device) => registered(device, known, now)).reduce(withDevice, replace ? [] : known);
    if (after.length > MAX_DEVICES && after.length > document.reachable.devices.length) throw new TooManyDevicesError();
    return withDevices(document, after);
  };

export const putDevice = (device: Device, now?: Date): Change => putDevices([device], false, now);

/** An app tells of its token at every start: that alone must not be a change of the user each time. */
const REGISTERED_WITHIN_MS = 3_600_000;

function registered(device: Device, known: readonly Device[], now: Date): Device {
  const before = known.find(({ device_id, token }) => device_id === device.device_id && token === device.token);
  const at = before?.registered_at;
  const isFresh = at !== undefined && now.getTime() - Date.parse(at) < REGISTERED_WITHIN_MS;
  return { ...device, registered_at: isFresh ? at : now.toISOString() };
}

/** A token belongs to one device: the device that had it under another id is the same one, installed again. */
const withDevice = (devices: readonly Device[], device: Device): readonly Device[] => [
  ...devices.filter((d) => d.device_id !== device.device_id && d.token !== device.token),
  device,
];

export const deleteDevice =
  (deviceId: string): Change =>
  (document) =>
    dropDevices(document, (device) => device.device_id === deviceId);

/** Only while it has still the token that is dead: it may have got another one since, or this one once more. */
export const forgetDevice =
  (deviceId: string, token: string, deadSince = '9999'): Change =>
  (document) =>
    dropDevices(
      document,
      ({ device_id, token: its, registered_at = '' }) =>
        device_id === deviceId && its === token && registered_at <= deadSince,
    );

/** The token went to another user's device. */
export const loseToken =
  (token: string): Change =>
  (document) =>
    dropDevices(document, (device) => device.token === token);

function dropDevices(document: ProfileDocument, drop: (device: Device) => boolean): ProfileDocument {
  return document.reachable.devices.some(drop)
    ? withDevices(
        document,
        document.reachable.devices.filter((device) => !drop(device)),
      )
    : document;
}

const withDevices = (document: ProfileDocument, devices: readonly Device[]): ProfileDocument => ({
  ...document,
  reachable: { ...document.reachable, devices },
});

const named = <K extends string, T>(name: K, put: T | null | undefined, before: T | undefined): { [P in K]?: T } => {
  const value = put === undefined ? before : put;
  return value === null || value === undefined ? {} : ({ [name]: value } as { [P in K]?: T });
};

/** An endpoint that keeps its url keeps its id and its secret; the others get their own. */
function replaceWebhooks(
  before: readonly WebhookEndpoint[],
  wanted: readonly { readonly url: string }[],
): WebhookEndpoint[] {
  const urls = [...new Set(wanted.map(({ url }) => url))];
  return urls.map((url) => before.find((endpoint) => endpoint.url === url) ?? newEndpoint(url));
}

const newEndpoint = (url: string): WebhookEndpoint => ({ endpoint_id: uuidv7(), url, secret: newSecret() });

/** Standard Webhooks: `whsec_` and base64 of 24 to 64 bytes. */
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** The secret before signs beside the new one for so long. */
export const rotateWebhook =
  (endpointId: string, overlapSeconds: number, now: Date): Change =>
  (document) => {
    const { webhooks } = document.reachable;
    if (!webhooks.some(({ endpoint_id }) => endpoint_id === endpointId)) return document;
    const until = new Date(now.getTime() + overlapSeconds * 1_000).toISOString();
    const rotated = ({ endpoint_id, url, secret }: WebhookEndpoint): WebhookEndpoint =>
      overlapSeconds > 0
        ? { endpoint_id, url, secret: newSecret(), previous: { secret, until } }
        : { endpoint_id, url, secret: newSecret() };
    const after = webhooks.map((one) => (one.endpoint_id === endpointId ? rotated(one) : one));
    return { ...document, reachable: { ...document.reachable, webhooks: after } };
  };
