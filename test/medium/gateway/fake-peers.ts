import { NO_PREFERENCES, type Profile, type RpcPattern } from '#libs/contracts';
import type { Peer } from '../../../apps/gateway/src/resources.js';
import { PeerUnavailableError } from '#libs/rpc';

type Answer = (item: never) => unknown;

/** Stands in for preferences, status and in-app: answers from memory, and can be away. */
export class FakePeers implements Peer {
  away = false;
  calls = 0;
  readonly users = new Map<string, Profile>();
  readonly answers = new Map<RpcPattern, Answer>();

  /** A user with every kind of address. */
  store(tenant: string, user: string, over: Partial<Profile> = {}): Profile {
    const profile: Profile = {
      tenant_id: tenant,
      user_id: user,
      version: 1,
      email: `${user}@example.org`,
      phone: '+14155550123',
      devices: [{ device_id: 'd', token: 't', platform: 'ios' }],
      webhooks: [],
      preferences: NO_PREFERENCES,
      ...over,
    };
    this.users.set(`${tenant} ${user}`, profile);
    return profile;
  }

  call = (async (pattern: RpcPattern, { items }: { items: readonly { tenant_id: string; user_id: string }[] }) => {
    this.calls += 1;
    if (this.away) throw new PeerUnavailableError(pattern);
    if (pattern === 'preferences.lookup') {
      return items.map((item) => this.users.get(`${item.tenant_id} ${item.user_id}`) ?? null);
    }
    const answer = this.answers.get(pattern);
    if (!answer) throw new PeerUnavailableError(pattern);
    return items.map((item) => answer(item as never));
  }) as Peer['call'];

  close(): void {}
}
