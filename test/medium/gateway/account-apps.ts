/** The apps of the channels as far as tenants' accounts at providers go: over real tables, behind a gateway of the tests. */
import { PROVIDER_KINDS, type Channel, type ProviderKindName, type RpcIn } from '#libs/contracts';
import { PeerUnavailableError } from '#libs/rpc';
import { testDatabase, type TestDatabase } from '#libs/testing';
import { ScriptedProvider } from '../delivery/doubles.js';
import { makeTables } from '../delivery/tables.js';
import { tenantsGround, type KnownTenants } from '../delivery/tenants-ground.js';
import type { RunningGateway } from './running-gateway.js';

const CHANNELS = ['email', 'sms', 'push', 'chat'] as const;
const KINDS = Object.entries(PROVIDER_KINDS).map(([name, { channel, settings }]) => ({
  channel,
  kind: { name, settings, make: () => new ScriptedProvider() },
}));

type Pattern = 'delivery.accounts.list' | 'delivery.accounts.put' | 'delivery.accounts.delete';

export class AccountApps {
  readonly away = new Set<Channel>();
  /** What the ledgers know of deliveries that the gateway has not planned: `<tenant> <delivery>`. */
  readonly sent = new Set<string>();
  /** Everything that the apps answered about keys. */
  readonly keysTold: unknown[] = [];
  private readonly apps = new Map<Channel, KnownTenants>();

  private constructor(
    private readonly gateway: RunningGateway,
    private readonly database: TestDatabase,
  ) {}

  static async begin(gateway: RunningGateway): Promise<AccountApps> {
    const apps = new AccountApps(gateway, await testDatabase({ migrate: makeTables }));
    const { vault } = gateway.resourcesOf();
    for (const channel of CHANNELS) {
      const kinds = KINDS.filter((one) => one.channel === channel).map(({ kind }) => kind);
      apps.apps.set(channel, await tenantsGround(apps.database, { channel, kinds, vault }));
    }
    apps.answer();
    return apps;
  }

  /** Its id. */
  async create(kind: ProviderKindName, settings: object, key = this.gateway.apiKey): Promise<string> {
    const body = { kind, name: 'Own', settings };
    const answer = await this.gateway.ask('POST', '/v1/providers?untried=true', { body, key });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body.id;
  }

  async end(): Promise<void> {
    for (const { close } of this.apps.values()) await close();
    await this.database.drop();
  }

  private answer(): void {
    const { answers } = this.gateway.peers;
    answers.set('delivery.accounts.list', (item: RpcIn<Pattern>) => this.storeOf(item).list(item));
    answers.set('delivery.accounts.put', (item: RpcIn<'delivery.accounts.put'>) => this.storeOf(item).put(item));
    answers.set('delivery.accounts.delete', (item: RpcIn<'delivery.accounts.delete'>) =>
      this.storeOf(item).delete(item.tenant_id, item.channel, item.id),
    );
    answers.set('delivery.accounts.callback_keys', async (item: RpcIn<'delivery.accounts.callback_keys'>) => {
      const [keys] = await this.storeOf(item).callbackKeys([item]);
      this.keysTold.push(keys);
      return keys;
    });
    answers.set('delivery.states', ({ tenant_id, delivery_id }: RpcIn<'delivery.states'>) =>
      this.sent.has(`${tenant_id} ${delivery_id}`) ? { state: 'sent', attempt: 1, updated_at: '' } : null,
    );
  }

  private storeOf({ channel }: { readonly channel: Channel }): KnownTenants['tenants']['accounts'] {
    if (this.away.has(channel)) throw new PeerUnavailableError('delivery.accounts');
    return this.apps.get(channel)!.tenants.accounts;
  }
}
