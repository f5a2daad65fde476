import { preferencesKey, PREFERENCES_NAMESPACE, VersionedCache } from '#libs/cache';
import { consentTo } from '#libs/consent';
import type { DispatchRecord, Profile, UserKey } from '#libs/contracts';
import type { Log } from '#libs/messaging';
import type { Vault } from '#libs/vault';
import type { KnownConsent, PreferenceCheck } from './ports.js';

export interface CachedPreferencesParts {
  readonly redis: ConstructorParameters<typeof VersionedCache>[0];
  readonly vault: Vault;
  /** `preferences.lookup`: answers in order; throws when nobody can say. */
  readonly lookup: (users: UserKey[]) => Promise<(Profile | null)[]>;
  readonly log: Log;
}

/**
 * What a user wants now: the versions of a whole group by one MGET, and one look-up for those whose cached profile is not of
 * that version. What can neither be compared nor looked up is unreadable.
 */
export class CachedPreferences implements PreferenceCheck {
  private readonly cache: VersionedCache<Profile | null>;
  /** Whose keys a look-up under way is about. */
  private readonly users = new Map<string, UserKey>();

  constructor(private readonly parts: CachedPreferencesParts) {
    this.cache = new VersionedCache<Profile | null>(parts.redis, {
      namespace: PREFERENCES_NAMESPACE,
      load: (keys) => parts.lookup(keys.map((key) => this.users.get(key) as UserKey)),
    });
  }

  async check(records: readonly DispatchRecord[], now: Date): Promise<KnownConsent[]> {
    const keys = records.map((record) => this.keyOf(record));
    try {
      const { values } = await this.cache.getMany(keys);
      return values.map((profile, i) => consentOf(profile, records[i] as DispatchRecord, now));
    } catch (err) {
      this.parts.log.warn({ err, records: records.length }, 'preferences cannot be read');
      return records.map(() => 'unreadable');
    } finally {
      if (this.users.size > MOST_USERS) this.users.clear();
    }
  }

  private keyOf({ tenant_id, user_id = '' }: DispatchRecord): string {
    const key = preferencesKey(tenant_id, this.parts.vault.keyedHash(tenant_id, user_id));
    this.users.set(key, { tenant_id, user_id });
    return key;
  }
}

const MOST_USERS = 20_000;

function consentOf(profile: Profile | null, record: DispatchRecord, now: Date): KnownConsent {
  if (!profile) return 'gone';
  const type = {
    name: record.notification_type,
    category: record.category ?? '',
    critical: record.critical === true,
    quiet_hours: record.ignores_quiet_hours ? ('ignore' as const) : ('hold' as const),
  };
  return consentTo(profile, type, record.channel, now);
}
