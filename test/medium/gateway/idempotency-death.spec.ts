/** What becomes of an idempotency key when the gateway that had it is killed, or Redis forgets all it knew. */
import { execFile, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connectRedis } from '#libs/cache';
import { until } from '#libs/testing';
import { aRequest, RunningGateway } from './running-gateway.js';

const here = import.meta.dirname;
let n = 0;
const newKey = () => `death-${process.pid}-${n++}`;

interface Doomed {
  readonly process: ChildProcess;
  readonly url: string;
  readonly reached: () => Promise<unknown>;
}

describe('an idempotency key', () => {
  let gateway: RunningGateway;
  const doomed: ChildProcess[] = [];
  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [join(here, '../../../scripts/build.mjs')]); // it runs what was built
    gateway = await RunningGateway.begin();
  }, 60_000);
  afterAll(() => gateway.end());
  afterEach(() => doomed.splice(0).forEach((child) => child.kill('SIGKILL')));

  const aDoomed = async (point: 'before_commit' | 'after_commit'): Promise<Doomed> => {
    const config = JSON.stringify(gateway.resourcesOf().config);
    const child = fork(join(here, 'doomed-gateway.worker.ts'), [config, gateway.database.schema, point], {
      execArgv: ['--no-warnings', '--import', join(here, '../delivery/typescript.mjs')],
      env: { ...process.env, NODE_OPTIONS: '', JEST_WORKER_ID: undefined },
    });
    doomed.push(child);
    let said: { url?: string; at?: string } = {};
    child.on('message', (message: object) => (said = { ...said, ...message }));
    await until(() => said.url, { timeoutMs: 20_000, what: 'the doomed gateway' });
    return { process: child, url: said.url as string, reached: () => until(() => said.at === point) };
  };
  const begun = async (at: Doomed, body: object): Promise<void> => {
    const headers = { authorization: `Bearer ${gateway.apiKey}`, 'content-type': 'application/json' };
    const answer = fetch(`${at.url}/v1/notifications`, { method: 'POST', headers, body: JSON.stringify(body) });
    answer.catch(() => {}); // it never comes
    await at.reached();
  };
  const kill = async ({ process: child }: Doomed): Promise<void> => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };

  it('of a request that died before its commit is free at once, for those too who wait for it already', async () => {
    const before = await gateway.count('notifications');
    const dying = await aDoomed('before_commit');
    const body = aRequest({ idempotency_key: newKey() });
    await begun(dying, body);
    const waiting = gateway.ask('POST', '/v1/notifications', { body });
    await kill(dying);
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
    await kill(dying);
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
