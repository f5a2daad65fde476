import type { Device, Profile, StoredUser, WebhookEndpoint } from '#libs/contracts';
import type { Disabled } from '../endpoint-health.js';

/** A user as the API shows it: tokens masked, secrets only at the time they are made. */
export interface UserDocument {
  readonly id: string;
  readonly email?: string;
  readonly phone?: string;
  /** Its last characters, as of a token: the address is the right to post there. */
  readonly slack_url_end?: string;
  readonly whatsapp?: string;
  readonly locale?: string;
  readonly time_zone?: string;
  readonly attributes?: Profile['attributes'];
  readonly devices: readonly DeviceDocument[];
  readonly webhooks: readonly WebhookDocument[];
  readonly preferences: Profile['preferences'];
  readonly version: number;
}

export interface WebhookDocument extends Partial<Disabled> {
  readonly id: string;
  readonly url: string;
  readonly secret?: string;
  /** Until then both secrets sign. */
  readonly previous_secret_until?: string | undefined;
}

export interface DeviceDocument {
  readonly device_id: string;
  readonly platform: Device['platform'];
  /** Its last characters: enough to tell tokens apart, too few to send with. */
  readonly token_end: string;
}

const SHOWN = 4;

const endOf = (secret: string): string => (secret.length > SHOWN * 2 ? secret.slice(-SHOWN) : '');

export const deviceDocument = ({ device_id, platform, token }: Device): DeviceDocument => ({
  device_id,
  platform,
  token_end: endOf(token),
});

export const webhookDocument = (
  { endpoint_id, url, secret, previous }: WebhookEndpoint,
  { showSecret }: { readonly showSecret: boolean },
): WebhookDocument => ({
  id: endpoint_id,
  url,
  ...(showSecret && { secret }),
  previous_secret_until: previous && Date.parse(previous.until) > Date.now() ? previous.until : undefined,
});

type DisabledById = ReadonlyMap<string, Disabled>;

interface Shown {
  readonly showSecretsOf?: readonly string[];
  readonly disabled?: DisabledById | undefined;
}

export const userDocument = (profile: Profile, { showSecretsOf = [], disabled }: Shown = {}): UserDocument => ({
  id: profile.user_id,
  email: profile.email,
  phone: profile.phone,
  ...(profile.slack_url !== undefined && { slack_url_end: endOf(profile.slack_url) }),
  whatsapp: profile.whatsapp,
  locale: profile.locale,
  time_zone: profile.time_zone,
  attributes: profile.attributes,
  devices: profile.devices.map(deviceDocument),
  webhooks: profile.webhooks.map((endpoint) => ({
    ...webhookDocument(endpoint, { showSecret: showSecretsOf.includes(endpoint.endpoint_id) }),
    ...disabled?.get(endpoint.endpoint_id),
  })),
  preferences: profile.preferences,
  version: profile.version,
});

export const storedDocument = ({ profile, new_endpoint_ids }: StoredUser, disabled?: DisabledById): UserDocument =>
  userDocument(profile, { showSecretsOf: new_endpoint_ids, disabled });
