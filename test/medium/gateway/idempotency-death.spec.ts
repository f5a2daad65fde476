/** What becomes of an idempotency key when the gateway that had it is killed, or Redis forgets all it knew. */
import { connectRedis } from '#libs/cache';
import { until } from '#libs/testing';
import { build, DoomedGateway } from './doomed-gateway.js';
import { aRequest, RunningGateway } from './running-gateway.js';

let n = 0;
const newKey = () => `death-${process.pid}-${n++}`;

describe('an idempotency key', () => {
  let gateway: RunningGateway;
  const doomed: DoomedGateway[] = [];
  beforeAll(async () => {
    await build();
    gateway = await RunningGateway.begin();
  }, 60_000);
  afterAll(() => gateway.end());
  afterEach(() => Promise.all(doomed.splice(0).map((one) => one.kill())));

  const aDoomed = async (point: 'before_commit' | 'after_commit'): Promise<DoomedGateway> => {
    const one = await DoomedGateway.begin(gateway, point);
    doomed.push(one);
    return one;
  };
  const begun = async (at: DoomedGateway, body: object): Promise<void> => {
    const headers = { authorization: `Bearer ${gateway.apiKey}`, 'content-type': 'application/json' };
    const answer = fetch(`${at.url}/v1/notifications`, { method: 'POST', headers, body: JSON.stringify(body) });
    answer.catch(() => {}); // it never comes
    await at.reached();
  };

  it('of a request that died before its commit is free at once, for those too who wait for it already', async () => {
    const before = await gateway.count('notifications');
    const dying = await aDoomed('before_commit');
    const body = aRequest({ idempotency_key: newKey() });
    await begun(dying, body);
    const waiting = gateway.ask('POST', '/v1/notifications', { body });
    await dying.kill();
    const [first, second] = [await waiting, await gateway.ask('POST', '/v1/notifications', { body })];
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body.id).toBe(first.body.id);
    expect(await gateway.count('notifications')).toBe(before + 1);
  }, 40_000);

  it('of a request that died between commit and answer gets the answer that was lost', async () => {
    const before = await gateway.count('notifications');
    const dying = await aDoomed('after_commit');
    const body = aRequest({ idempotency_key: newKey() });
    await begun(dying, body);
    await dying.kill();
    const retried = await gateway.ask('POST', '/v1/notifications', { body });
    expect([retried.status, retried.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
    expect(await gateway.count('notifications')).toBe(before + 1);
    await until(() => gateway.kafka.about(retried.body.id, 'dispatch').length === 1, { timeoutMs: 15_000 });
  }, 40_000);

  it('is known when Redis has forgotten everything', async () => {
    const url = new URL(gateway.resourcesOf().config.REDIS_URL);
    url.pathname = '/7'; // a database that nobody else uses
    const instance = await gateway.another({}, { REDIS_URL: url.href });
    const redis = connectRedis(url.href, { name: 'test', onError: () => {} });
    const idempotency_key = newKey();
    const first = await gateway.send({ idempotency_key }, {}, instance);
    await redis.flushdb();
    const again = await gateway.send({ idempotency_key }, {}, instance);
    redis.disconnect();
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
    expect(again.body).toEqual(first.body);
  });
});
