import type { Channel } from '../channels.js';

/** What the gateway and the channel apps must know of a user before they send. Travels inside the platform only. */
export interface Profile {
  readonly tenant_id: string;
  readonly user_id: string;
  /** Moves with every change of what is stored of the user; whether an address is suppressed is not. */
  readonly version: number;
  readonly email?: string;
  readonly phone?: string;
  /** An incoming webhook of Slack's: whoever knows it can post there. */
  readonly slack_url?: string;
  /** In E.164. */
  readonly whatsapp?: string;
  readonly locale?: string;
  readonly time_zone?: string;
  /** What the tenant knows beside: for rules and templates, never for us to read. */
  readonly attributes?: Attributes;
  readonly devices: readonly Device[];
  readonly webhooks: readonly WebhookEndpoint[];
  readonly preferences: Preferences;
  /** Why the address of a channel may not be used any more. */
  readonly suppressed?: Partial<Record<Channel, SuppressionReason>>;
}

export type Attributes = Readonly<Record<string, string | number | boolean>>;

export const SUPPRESSION_REASONS = ['hard_bounce', 'complaint', 'stop', 'manual'] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

export interface Device {
  readonly device_id: string;
  /** A browser with keys: the endpoint of its Web Push subscription. */
  readonly token: string;
  readonly platform: 'android' | 'ios' | 'web';
  readonly keys?: WebPushKeys | undefined;
  /** ISO 8601: when its app last told of the token, give or take an hour. */
  readonly registered_at?: string | undefined;
}

/** Of a subscription, in base64url: its public key and its secret (RFC 8291). */
export interface WebPushKeys {
  readonly p256dh: string;
  readonly auth: string;
}

/** Of one user. */
export const MAX_DEVICES = 100;

/** The types, and the categories, that one user has words on. */
export const MAX_NAMED_CHOICES = 1_000;

export interface WebhookEndpoint {
  readonly endpoint_id: string;
  readonly url: string;
  /** `whsec_…`; shown once to the caller who made it, and carried to the channel app only sealed. */
  readonly secret: string;
  /** Signs beside it until then. */
  readonly previous?: { readonly secret: string; readonly until: string } | undefined;
}

/** Absent means: nothing said. */
export type Choices = Partial<Record<Channel, boolean>>;

/** What a user has said. How it counts, and in which order, is told by libs/consent. */
export interface Preferences {
  /** Nothing but what is critical. */
  readonly opted_out: boolean;
  readonly types: Readonly<Record<string, Choices>>;
  readonly categories: Readonly<Record<string, Choices>>;
  readonly channels: Choices;
  readonly quiet_hours: QuietHours | null;
}

/** By the clock on the user's wall, as `22:00`; may pass midnight. */
export interface QuietHours {
  readonly start: string;
  readonly end: string;
  /** Those that keep quiet; absent: all that ring. */
  readonly channels?: readonly Channel[] | undefined;
}

export const NO_PREFERENCES: Preferences = {
  opted_out: false,
  types: {},
  categories: {},
  channels: {},
  quiet_hours: null,
};

/** A merge patch (RFC 7396) of `Preferences`: what is left out stays, null takes a word back. */
export interface PreferencesPatch {
  readonly opted_out?: boolean | null | undefined;
  readonly types?: NamedChoicesPatch | null | undefined;
  readonly categories?: NamedChoicesPatch | null | undefined;
  readonly channels?: ChoicesPatch | null | undefined;
  readonly quiet_hours?: QuietHoursPatch | null | undefined;
}

export type ChoicesPatch = Partial<Record<Channel, boolean | null>>;
export type NamedChoicesPatch = Readonly<Record<string, ChoicesPatch | null>>;

export interface QuietHoursPatch {
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly channels?: readonly Channel[] | null | undefined;
}

export interface UserKey {
  readonly tenant_id: string;
  readonly user_id: string;
}

export interface PutUser extends UserKey {
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly slack_url?: string | null;
  readonly whatsapp?: string | null;
  readonly locale?: string | null;
  readonly time_zone?: string | null;
  /** Replaces them all. */
  readonly attributes?: Attributes | null;
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
  /**
   * Refused with `invalid_preferences` where what comes of it is not whole, with `too_many_types` and `too_many_categories` where it
   * has more of them than MAX_NAMED_CHOICES.
   */
  'preferences.patch_preferences': { in: UserKey & { readonly patch: PreferencesPatch }; out: Profile | null };
  'preferences.put_device': { in: UserKey & { readonly device: Device }; out: Profile | null };
  /** `replace`: those that are not among them are forgotten. Refuses with `too_many_devices`. */
  'preferences.put_devices': {
    in: UserKey & { readonly devices: readonly Device[]; readonly replace: boolean };
    out: Profile | null;
  };
  'preferences.delete_device': { in: UserKey & { readonly device_id: string }; out: Profile | null };
  /**
   * A provider says that this token is dead, and perhaps since when (ISO 8601); a device that has got another one, or was registered
   * anew with this one, since then is kept.
   */
  'preferences.forget_device': {
    in: UserKey & { readonly device_id: string; readonly token: string; readonly dead_since?: string | undefined };
    out: boolean;
  };
  /** Leaves the user as they are where there is no such endpoint. */
  'preferences.rotate_webhook': {
    in: UserKey & { readonly endpoint_id: string; readonly overlap_seconds: number };
    out: Profile | null;
  };
  'preferences.delete_user': { in: UserKey; out: boolean };
}
