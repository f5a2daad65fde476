import { CachedSuppressions, preferencesKey, PREFERENCES_NAMESPACE, VersionedCache } from '#libs/cache';
import { consentTo } from '#libs/consent';
import {
  NO_PREFERENCES,
  type AddressKey,
  type DispatchRecord,
  type Profile,
  type Suppression,
  type UserKey,
} from '#libs/contracts';
import type { Log } from '#libs/messaging';
import type { Vault } from '#libs/vault';
import { addressKeyOf } from './address-key.js';
import type { KnownConsent, PreferenceCheck } from './ports.js';

export interface CachedPreferencesParts {
  readonly redis: ConstructorParameters<typeof VersionedCache>[0];
  readonly vault: Vault;
  /** `preferences.lookup`: answers in order; throws when nobody can say. */
  readonly lookup: (users: UserKey[]) => Promise<(Profile | null)[]>;
  /** `suppressions.check`: likewise. */
  readonly check: (addresses: AddressKey[]) => Promise<(Suppression | null)[]>;
  readonly log: Log;
}

/**
 * What a user wants now: the versions of a whole group by one MGET, and one look-up for those whose cached profile is not of
 * that version. What can neither be compared nor looked up is unreadable. An address without a user has nothing to want: it is
 * asked whether it is suppressed.
 */
export class CachedPreferences implements PreferenceCheck {
  private readonly cache: VersionedCache<Profile | null>;
  private readonly suppressions: CachedSuppressions;
  /** Whose keys a look-up under way is about. */
  private readonly users = new Map<string, UserKey>();
  private underWay = 0;

  constructor(private readonly parts: CachedPreferencesParts) {
    this.cache = new VersionedCache<Profile | null>(parts.redis, {
      namespace: PREFERENCES_NAMESPACE,
      load: (keys) => parts.lookup(keys.map((key) => this.users.get(key) as UserKey)),
    });
    this.suppressions = new CachedSuppressions(parts.redis, parts.check);
  }

  async check(records: readonly DispatchRecord[], now: Date): Promise<KnownConsent[]> {
    const ofUsers = records.filter(({ user_id }) => user_id !== undefined);
    const others = records.filter(({ user_id }) => user_id === undefined);
    const [users, addresses] = await Promise.all([this.ofUsers(ofUsers, now), this.ofAddresses(others, now)]);
    const consents = records.map(({ user_id }) => (user_id === undefined ? addresses : users).shift() as KnownConsent);
    const unreadable = consents.filter((consent) => consent === 'unreadable').length;
    if (unreadable > 0) this.parts.log.warn({ records: unreadable }, 'preferences cannot be read');
    return consents;
  }

  private async ofUsers(records: readonly DispatchRecord[], now: Date): Promise<KnownConsent[]> {
    if (records.length === 0) return [];
    this.underWay += 1;
    const keys = records.map((record) => this.keyOf(record));
    const { values } = await this.cache.findMany(keys);
    this.underWay -= 1;
    if (this.underWay === 0 && this.users.size > MOST_USERS) this.users.clear();
    return records.map((record, i) => consentOf(values.get(keys[i] as string), record, now));
  }

  private async ofAddresses(records: readonly DispatchRecord[], now: Date): Promise<KnownConsent[]> {
    const addresses = records.map((record) => addressKeyOf(this.parts.vault, record));
    const reasons = await this.suppressions.find(addresses.filter((address) => address !== undefined));
    return records.map((record, i) => {
      const reason = addresses[i] === undefined ? null : reasons.shift();
      if (reason === undefined) return 'unreadable';
      const suppressed = reason === null ? {} : { [record.channel]: reason };
      return consentTo({ preferences: NO_PREFERENCES, suppressed }, typeOf(record), record.channel, now);
    });
  }

  private keyOf({ tenant_id, user_id = '' }: DispatchRecord): string {
    const key = preferencesKey(tenant_id, this.parts.vault.keyedHash(tenant_id, user_id));
    this.users.set(key, { tenant_id, user_id });
    return key;
  }
}

const MOST_USERS = 20_000;

const typeOf = (record: DispatchRecord) => ({
  name: record.notification_type,
  category: record.category ?? '',
  critical: record.critical === true,
  quiet_hours: record.ignores_quiet_hours ? ('ignore' as const) : ('hold' as const),
});

function consentOf(profile: Profile | null | undefined, record: DispatchRecord, now: Date): KnownConsent {
  if (profile === undefined) return 'unreadable';
  return profile ? consentTo(profile, typeOf(record), record.channel, now) : 'gone';
}
