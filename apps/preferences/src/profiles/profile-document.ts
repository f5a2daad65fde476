import {
  NO_PREFERENCES,
  type Attributes,
  type Device,
  type Preferences,
  type Profile,
  type SuppressionReason,
  type UserKey,
  type WebhookEndpoint,
} from '#libs/contracts';
import type { Vault } from '#libs/vault';

/** What the sealed column holds: whatever leads to the person, or tells about them. */
export interface Reachable {
  readonly email?: string;
  readonly phone?: string;
  readonly slack_url?: string;
  readonly whatsapp?: string;
  readonly attributes?: Attributes;
  readonly devices: readonly Device[];
  readonly webhooks: readonly WebhookEndpoint[];
}

/** A user as a change sees it, and as a change leaves it. */
export interface ProfileDocument {
  readonly reachable: Reachable;
  readonly preferences: Preferences;
  readonly locale: string | null;
  readonly time_zone: string | null;
}

export interface UserRow {
  /** bigint: text on the wire. */
  readonly version: string;
  readonly sealed: string | null;
  /** JSON; of an older release: not with all that can be said today. */
  readonly preferences: string | null;
  readonly locale: string | null;
  readonly time_zone: string | null;
}

/** A row with what the addresses in it are suppressed for. */
export interface LookedUpRow extends UserRow, UserKey {
  readonly email_suppressed: SuppressionReason | null;
  readonly phone_suppressed: SuppressionReason | null;
  /** By the same number. */
  readonly chat_suppressed: SuppressionReason | null;
  /** By an older release: what it is suppressed for is not known. */
  readonly unhashed: boolean;
}

const NOT_REACHABLE: Reachable = { devices: [], webhooks: [] };

/** Of whom nothing has been said yet. */
export const NEW_DOCUMENT: ProfileDocument = {
  reachable: NOT_REACHABLE,
  preferences: NO_PREFERENCES,
  locale: null,
  time_zone: null,
};

let lastRead: { readonly text: string; readonly preferences: Preferences } | undefined;

/** Most users have said the same: nothing. It is read once for many in a row. */
function preferencesIn(text: string | null): Preferences {
  if (text === null) return NO_PREFERENCES;
  if (lastRead?.text !== text) {
    lastRead = { text, preferences: { ...NO_PREFERENCES, ...(JSON.parse(text) as Partial<Preferences>) } };
  }
  return lastRead.preferences;
}

/** The text that a user's row has sealed. */
export const openReachable = (vault: Vault, tenantId: string, { sealed }: UserRow): string | undefined =>
  sealed === null ? undefined : vault.open(tenantId, sealed);

export const documentOf = (row: UserRow, reachable: string | undefined): ProfileDocument => ({
  reachable: reachable === undefined ? NOT_REACHABLE : (JSON.parse(reachable) as Reachable),
  preferences: preferencesIn(row.preferences),
  locale: row.locale,
  time_zone: row.time_zone,
});

export const profileOf = (
  key: { tenant_id: string; user_id: string },
  version: number,
  { reachable, preferences, locale, time_zone }: ProfileDocument,
): Profile => ({
  tenant_id: key.tenant_id,
  user_id: key.user_id,
  version,
  ...reachable,
  ...(locale === null ? {} : { locale }),
  ...(time_zone === null ? {} : { time_zone }),
  preferences,
});

export function lookedUpProfile(vault: Vault, row: LookedUpRow): Profile {
  const profile = profileOf(row, Number(row.version), documentOf(row, openReachable(vault, row.tenant_id, row)));
  const { email_suppressed: email, phone_suppressed: sms, chat_suppressed: chat } = row;
  if (email === null && sms === null && chat === null) return profile;
  const suppressed = { ...(email && { email }), ...(sms && { sms }), ...(chat && { chat }) };
  return { ...profile, suppressed };
}
