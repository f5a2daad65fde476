/** What becomes of an idempotency key when the gateway that had it is killed, or Redis forgets all it knew. */
import { connectRedis } from '#libs/cache';
import { until } from '#libs/testing';
import { build } from '../running/build.js';
import { DoomedGateway } from './doomed-gateway.js';
import { aRequest, RunningGateway, type Answer } from './running-gateway.js';

let n = 0;
const newKey = () => `death-${process.pid}-${n++}`;
const SOON_MS = 5_000;

interface Sent {
  readonly path: string;
  readonly body: object;
  readonly headers?: Record<string, string>;
}

const single = (over: object = {}): Sent => ({
  path: '/v1/notifications',
  body: aRequest({ ...over, idempotency_key: newKey() }),
});
const bulk = (): Sent => ({
  path: '/v1/notifications/bulk',
  body: { notifications: [aRequest({ idempotency_key: newKey() }), aRequest({ metadata: { n: '2' } })] },
  headers: { 'idempotency-key': newKey() },
});

/** How many notifications each of them is, and how it is made. */
const REQUESTS: [string, number, () => Sent][] = [
  ['a request', 1, single],
  ['a critical request', 1, () => single({ priority: 'critical' })],
  ['a bulk or of one of its items', 2, bulk],
];

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
  const begun = async (at: DoomedGateway, { path, body, headers: more }: Sent): Promise<void> => {
    const headers = { authorization: `Bearer ${gateway.apiKey}`, 'content-type': 'application/json', ...more };
    const answer = fetch(at.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    answer.catch(() => {}); // it never comes
    await at.reached();
  };
  const ask = ({ path, ...sent }: Sent) => gateway.ask('POST', path, sent);
  const isBlocked = async (): Promise<boolean> => {
    const blocked = `select 1 from pg_stat_activity where query like '%into idempotency_keys%' and pg_blocking_pids(pid) <> '{}'`;
    return (await gateway.database.query(blocked)).length > 0;
  };
  /** Nobody has to wait until something of the dead one expires. */
  const soon = async <T>(since: number, answer: Promise<T>): Promise<T> => {
    const came = await answer;
    expect(performance.now() - since).toBeLessThan(SOON_MS);
    return came;
  };

  describe.each(REQUESTS)('of %s', (_, many, make) => {
    const idsOf = ({ body }: Answer): string[] => (many > 1 ? body.results.map(({ id }) => id) : [body.id]);

    it('that died before its commit is free at once, for those too who wait for it already', async () => {
      const before = await gateway.count('notifications');
      const dying = await aDoomed('before_commit');
      const sent = make();
      await begun(dying, sent);
      const waiting = ask(sent);
      await until(() => isBlocked(), { timeoutMs: 10_000, what: 'a request that waits for the other' });
      await dying.kill();
      const killed = performance.now();
      const [first, second] = [await soon(killed, waiting), await soon(killed, ask(sent))];
      expect([first.status, second.status, second.headers.get('idempotency-replayed')]).toEqual([202, 202, 'true']);
      expect(second.body).toEqual(first.body);
      expect(new Set(idsOf(first)).size).toBe(many);
      expect(await gateway.count('notifications')).toBe(before + many);
    }, 40_000);

    it('that died between commit and answer gets the answer that was lost', async () => {
      const before = await gateway.count('notifications');
      const dying = await aDoomed('after_commit');
      const sent = make();
      await begun(dying, sent);
      await dying.kill();
      const retried = await soon(performance.now(), ask(sent));
      expect([retried.status, retried.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
      expect(new Set(idsOf(retried)).size).toBe(many);
      expect(await gateway.count('notifications')).toBe(before + many);
      for (const id of idsOf(retried))
        await until(() => gateway.kafka.about(id, 'dispatch').length === 1, { timeoutMs: 15_000 });
    }, 40_000);
  });

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
