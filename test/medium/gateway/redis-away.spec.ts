/** Limits do not need Redis to hold: without it they hold for each instance by itself. */
import { metrics } from '#libs/observability';
import { dependencies, until } from '#libs/testing';
import { CuttableProxy } from './cuttable-proxy.js';
import { RunningGateway } from './running-gateway.js';

const { redis } = dependencies({ redis: 'real' });

describe('while Redis is away', () => {
  let gateway: RunningGateway;
  let proxy: CuttableProxy;
  beforeEach(async () => {
    proxy = await CuttableProxy.to(redis);
    gateway = await RunningGateway.begin({}, { REDIS_URL: proxy.url });
    await until(() => gateway.resourcesOf().redis.status === 'ready');
  }, 30_000);
  afterEach(async () => {
    await gateway.end();
    proxy.close();
  });

  const isLocal = async () => (await metrics.limiterIsLocal.get()).values[0]?.value === 1;
  const countedHere = async () => (await metrics.limitedLocally.get()).values[0]!.value;
  const burst = (n: number) => Promise.all(Array.from({ length: n }, () => gateway.send()));
  const accepted = (answers: readonly { status: number }[]) => answers.filter(({ status }) => status === 202).length;
  const limitClient = (limit: number) =>
    gateway.ask('PUT', '/v1/limits', { body: { client: { limit, window_seconds: 86_400 } } });

  it('limits are counted in the process, at once and without an error, and in Redis when it is back', async () => {
    await limitClient(10);
    expect(accepted(await burst(4))).toBe(4);
    proxy.cut();
    const answers = await burst(30);
    expect(accepted(answers)).toBe(10);
    expect(answers.every(({ status }) => status === 202 || status === 429)).toBe(true);
    expect(answers[0]?.headers.get('ratelimit')).toMatch(/^"client";r=\d;t=\d+$/);
    expect(await isLocal()).toBe(true);
    proxy.mend();
    await until(async () => !(await isLocal()));
    const before = await countedHere();
    expect(accepted(await burst(30))).toBe(6);
    expect(await countedHere()).toBe(before);
  }, 20_000);

  it('nobody waits for a Redis that is frozen but those who find out', async () => {
    await limitClient(1_000);
    await gateway.send();
    proxy.freeze();
    expect((await gateway.send()).status).toBe(202);
    expect(await isLocal()).toBe(true);
    const began = performance.now();
    for (let i = 0; i < 20; i++) expect((await gateway.send()).status).toBe(202);
    // A time-out of Redis is 500 ms: twenty of them would be ten seconds.
    expect(performance.now() - began).toBeLessThan(3_000);
    proxy.thaw();
    await until(async () => !(await isLocal()));
    expect((await gateway.send()).headers.get('ratelimit')).toContain('r=998');
  }, 20_000);
});
