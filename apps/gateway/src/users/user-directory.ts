import { Inject, Injectable } from '@nestjs/common';
import type { PreferencesPatch, Profile, RpcIn, RpcOut, StoredUser } from '#libs/contracts';
import { problems, type Problem } from '#libs/http';
import { coalesced, PeerRefusedError } from '#libs/rpc';
import { PREFERENCES_RPC } from '../injection-tokens.js';
import type { Peer } from '../intake-connections.js';

type ChangeOfOne =
  | 'preferences.put_preferences'
  | 'preferences.patch_preferences'
  | 'preferences.put_devices'
  | 'preferences.delete_device'
  | 'preferences.rotate_webhook';

const BATCH = 1_000;

/** Users, as apps/preferences keeps them. */
@Injectable()
export class UserDirectory {
  private readonly lookUp: (user: RpcIn<'preferences.lookup'>) => Promise<Profile | null>;
  private readonly put: (user: RpcIn<'preferences.put_user'>) => Promise<StoredUser>;

  constructor(@Inject(PREFERENCES_RPC) private readonly rpc: Peer) {
    this.lookUp = coalesced((items) => rpc.call('preferences.lookup', { items }), BATCH);
    this.put = coalesced((items) => rpc.call('preferences.put_user', { items }), BATCH);
  }

  async find(tenantId: string, userId: string): Promise<Profile> {
    const profile = await this.lookUp({ tenant_id: tenantId, user_id: userId });
    if (!profile) throw noSuchUser();
    return profile;
  }

  store(user: RpcIn<'preferences.put_user'>): Promise<StoredUser> {
    return this.put(user);
  }

  storeAll(items: readonly RpcIn<'preferences.put_user'>[]): Promise<StoredUser[]> {
    return this.rpc.call('preferences.put_user', { items });
  }

  /** A change of one stored user. */
  async change<P extends ChangeOfOne>(pattern: P, change: RpcIn<P>): Promise<Profile> {
    const [profile] = (await this.rpc.call(pattern, { items: [change] })) as (Profile | null)[];
    if (!profile) throw noSuchUser();
    return profile;
  }

  /** Answers what the user wants then. */
  async patchPreferences(tenantId: string, userId: string, patch: PreferencesPatch): Promise<Profile> {
    const change = { tenant_id: tenantId, user_id: userId, patch };
    return this.change('preferences.patch_preferences', change).catch((error: unknown) => {
      const pointer = error instanceof PeerRefusedError && REFUSED_PATCHES.get(error.code);
      throw pointer ? problems.invalidField(pointer, error.detail ?? error.message) : error;
    });
  }

  async remove(tenantId: string, userId: string): Promise<void> {
    const items = [{ tenant_id: tenantId, user_id: userId }];
    const [removed]: RpcOut<'preferences.delete_user'>[] = await this.rpc.call('preferences.delete_user', { items });
    if (!removed) throw noSuchUser();
  }
}

/** What of a patch was wrong, by the code of the refusal. */
const REFUSED_PATCHES: ReadonlyMap<string, string> = new Map([
  ['invalid_preferences', '/quiet_hours'],
  ['too_many_types', '/types'],
  ['too_many_categories', '/categories'],
]);

const noSuchUser = (): Problem => problems.notFound('There is no such user');
