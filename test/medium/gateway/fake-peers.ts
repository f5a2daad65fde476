import {
  NO_PREFERENCES,
  type Profile,
  type HeardWord,
  type PutSuppression,
  type RpcIn,
  type RpcPattern,
  type Suppression,
  type UserKey,
} from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import type { Peer } from '../../../apps/gateway/src/intake-connections.js';
import { PeerUnavailableError } from '#libs/rpc';

type Answer = (item: never) => unknown;

/** Stands in for preferences, status and in-app: answers from memory, and can be away. */
export class FakePeers implements Peer {
  away = false;
  /** Who was looked up, in order. */
  readonly lookedUp: string[] = [];
  readonly users = new Map<string, Profile>();
  readonly suppressed = new Map<string, Suppression>();
  /** What preferences were told of addresses, in order. */
  readonly heard: HeardWord[] = [];
  readonly answers = new Map<RpcPattern, Answer>([
    ['suppressions.check', ({ address_hash }: { address_hash: string }) => this.suppressed.get(address_hash) ?? null],
    ['suppressions.hear', (word: HeardWord) => this.heard.push(word) > 0],
    ['suppressions.list', () => ({ items: [] })],
    ['suppressions.delete', () => false],
    [
      'suppressions.put',
      ({ by: _, ...item }: RpcIn<'suppressions.put'>) => ({ suppression: this.suppress(item), created: true }),
    ],
  ]);

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

  suppress(item: PutSuppression): Suppression {
    const suppression = { ...item, id: uuidv7(), created_at: new Date().toISOString() };
    this.suppressed.set(item.address_hash, suppression);
    return suppression;
  }

  call = (async (pattern: RpcPattern, { items }: { items: readonly UserKey[] }) => {
    if (pattern === 'preferences.lookup') this.lookedUp.push(...items.map(({ user_id }) => user_id));
    const answer = this.answerTo(pattern);
    if (!answer) throw new PeerUnavailableError(pattern);
    return Promise.all(items.map((item) => answer(item as never)));
  }) as Peer['call'];

  private answerTo(pattern: RpcPattern): Answer | undefined {
    if (this.away) return undefined;
    if (pattern !== 'preferences.lookup') return this.answers.get(pattern);
    return ({ tenant_id, user_id }: UserKey) => this.users.get(`${tenant_id} ${user_id}`) ?? null;
  }

  close(): void {}
}
