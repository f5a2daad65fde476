/** Nothing stays in memory of accounts that have nothing to do: there are as many as tenants have. */
import { connectRedis } from '#libs/cache';
import { EquipmentStore } from '#libs/delivery';
import { silentLog } from '#libs/messaging';
import { metrics } from '#libs/observability';
import { dependencies, until } from '#libs/testing';
import { anAccount, TenantsAccounts } from './accounts.js';
import { LaneFixture } from './lane-fixture.js';
import { aBatch, aRecord } from './records.js';

const { redis: url } = dependencies({ redis: 'real' });

describe('an account with nothing to do', () => {
  const lane = new LaneFixture();
  const redis = connectRedis(url, { name: 'idle' });
  afterAll(() => redis.disconnect());

  /** Accounts of which something is kept. */
  const kept = async (): Promise<string[]> =>
    (await metrics.breakerState.get()).values.map(({ labels }) => String(labels['provider'])).sort();
  const sent = (tenant: string) => lane.ground.engine.handle(aBatch([aRecord({ tenant_id: tenant })]));

  test('is forgotten in all lanes, breaker and metric included, and made again when there is something', async () => {
    const equipper = new EquipmentStore({ channel: 'email', critical: false, redis, resetMs: 100, log: silentLog });
    const [idle, busy] = [anAccount('idle'), anAccount('busy')];
    const accounts = new TenantsAccounts({ acme: [idle], other: [busy] });
    lane.given({ accounts, timing: { idleMs: 300 }, parts: { equipper } });
    await sent('acme');
    await lane.ground.engine.handle(aBatch([aRecord({ priority: 'low' })], 'dispatch.email.low'));
    await sent('other');
    expect(await kept()).toEqual(['busy', 'idle']);
    await until(async () => (await sent('other'), (await kept()).join() === 'busy'), {
      what: 'the idle one to be gone',
    });
    await sent('acme');
    expect(await kept()).toEqual(['busy', 'idle']);
    expect(idle.provider.calls).toHaveLength(3);
    equipper.close();
  });

  test('is kept while a call of it is under way', async () => {
    const equipper = new EquipmentStore({ channel: 'email', critical: false, redis, resetMs: 100, log: silentLog });
    const { promise, resolve } = Promise.withResolvers<{ kind: 'sent' }>();
    const [slow, other] = [anAccount('slow', () => promise), anAccount('other')];
    const accounts = new TenantsAccounts({ acme: [slow], other: [other] });
    lane.given({ accounts, timing: { idleMs: 100, callTimeoutMs: 10_000 }, parts: { equipper } });
    const handled = sent('acme');
    await sent('other');
    await until(async () => !(await kept()).includes('other'), { what: 'the other one to be gone' });
    expect(await kept()).toContain('slow');
    resolve({ kind: 'sent' });
    await handled;
    await until(async () => !(await kept()).includes('slow'));
    equipper.close();
  });
});
