import type { Channel } from '../channels.js';

/** What the gateway and the channel apps must know of a user before they send. Travels inside the platform only. */
export interface Profile {
  readonly tenant_id: string;
  readonly user_id: string;
  /** Moves with every change of anything in here. */
  readonly version: number;
  readonly email?: string;
  readonly phone?: string;
  readonly locale?: string;
  readonly time_zone?: string;
  readonly devices: readonly Device[];
  readonly webhooks: readonly WebhookEndpoint[];
  readonly preferences: Preferences;
}

export interface Device {
  readonly device_id: string;
  readonly token: string;
  readonly platform: 'android' | 'ios' | 'web';
}

export interface WebhookEndpoint {
  readonly endpoint_id: string;
  readonly url: string;
  /** `whsec_…`; shown once to the caller who made it, and carried to the channel app only sealed. */
  readonly secret: string;
}

/** Absent means yes. A type's own word beats that of the channel in general. */
export interface Preferences {
  readonly channels: Partial<Record<Channel, boolean>>;
  readonly types: Record<string, Partial<Record<Channel, boolean>>>;
}

export const NO_PREFERENCES: Preferences = { channels: {}, types: {} };

export const wants = (preferences: Preferences, type: string, channel: Channel): boolean =>
  preferences.types[type]?.[channel] ?? preferences.channels[channel] ?? true;

export interface UserKey {
  readonly tenant_id: string;
  readonly user_id: string;
}

export interface PutUser extends UserKey {
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly locale?: string | null;
  readonly time_zone?: string | null;
  /** Replaces the endpoints; one that keeps its url keeps its secret. */
  readonly webhooks?: readonly { readonly url: string }[];
}

/** A profile as the API may show it: new secrets only, device tokens masked by the gateway. */
export interface StoredUser {
  readonly profile: Profile;
  readonly created: boolean;
  /** Endpoints that were made by this call: their secrets are shown now and never again. */
  readonly new_endpoint_ids: readonly string[];
}

/** Patterns of apps/preferences: each takes {items: In[]} and answers Out[] in the same order. */
export interface PreferencesRpc {
  'preferences.lookup': { in: UserKey; out: Profile | null };
  'preferences.put_user': { in: PutUser; out: StoredUser };
  'preferences.put_preferences': { in: UserKey & { readonly preferences: Preferences }; out: Profile | null };
  'preferences.put_device': { in: UserKey & { readonly device: Device }; out: Profile | null };
  'preferences.delete_device': { in: UserKey & { readonly device_id: string }; out: Profile | null };
  /** A provider says that this token is dead; a device that has got another one since is kept. */
  'preferences.forget_device': { in: UserKey & { readonly device_id: string; readonly token: string }; out: boolean };
  'preferences.delete_user': { in: UserKey; out: boolean };
}
