import { dependencies, until } from '#libs/testing';
import { CuttableProxy } from './cuttable-proxy.js';
import { RunningGateway } from './running-gateway.js';

const { postgres } = dependencies({ postgres: 'real' });

describe('while Postgres is away', () => {
  let proxy: CuttableProxy;
  let gateway: RunningGateway;
  beforeAll(async () => {
    proxy = await CuttableProxy.to(postgres);
    gateway = await RunningGateway.begin({}, { DATABASE_URL: proxy.url });
  }, 30_000);
  afterAll(async () => {
    proxy.mend();
    await gateway.end();
    proxy.close();
  }, 30_000);

  it('nothing is promised: a quick 503 with Retry-After, and all goes on when it is back', async () => {
    const key = { idempotency_key: `away-${process.pid}` };
    expect((await gateway.send()).status).toBe(202);
    proxy.cut();
    const began = performance.now();
    const answers = await Promise.all(Array.from({ length: 20 }, () => gateway.send()));
    expect(performance.now() - began).toBeLessThan(5_000);
    for (const { status, headers, body } of answers) {
      expect([status, body.code]).toEqual([503, 'unavailable']);
      expect(headers.get('retry-after')).toBe('2');
    }
    expect((await gateway.send(key)).status).toBe(503);
    proxy.mend();
    // A refusal of ours is not remembered: the same key is taken now.
    const taken = await until(
      async () => {
        const answer = await gateway.send(key);
        return answer.status === 202 ? answer : undefined;
      },
      { timeoutMs: 15_000 },
    );
    expect(taken.body.status).toBe('ACCEPTED');
    await until(() => gateway.kafka.about(taken.body.id).length === 2, { timeoutMs: 15_000 });
  }, 40_000);

  it('readiness says so, as it is documented', async () => {
    proxy.cut();
    const answer = await gateway.ask('GET', '/health/ready', { key: '' });
    proxy.mend();
    expect([answer.status, answer.body.code]).toEqual([503, 'unavailable']);
  });

  it('a bulk of which nothing was stored is a 503 as well', async () => {
    proxy.cut();
    const notifications = Array.from({ length: 3 }, () => ({
      to: { email: 'a@example.com' },
      notification_type: 'newsletter',
      content: { title: 't', body: 'b' },
    }));
    const answer = await gateway.ask('POST', '/v1/notifications/bulk', { body: { notifications } });
    proxy.mend();
    expect(answer.status).toBe(503);
  }, 20_000);
});
