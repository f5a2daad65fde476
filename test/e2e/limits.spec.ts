/** Limits hold in both threads of the gateway, and a change of them at once. */
import { secondInstance } from '#libs/testing';
import { CarillonClient } from './carillon-client.js';

interface Result {
  readonly status: number;
  readonly problem?: { readonly code: string; readonly limit: string };
}

describe('limits, on the whole platform', () => {
  const carillon = new CarillonClient();
  afterAll(async () => {
    await carillon.call('PUT', '/v1/limits', {});
    carillon.close();
  });

  const newsletters = async (userId: string, n: number) => {
    const content = { title: 'News', body: 'Nothing new' };
    const one = { user_id: userId, notification_type: 'newsletter', content };
    const body = { notifications: Array.from({ length: n }, () => one) };
    const { results } = await carillon.call<{ results: Result[] }>('POST', '/v1/notifications/bulk', body);
    return results;
  };
  const statuses = (results: readonly Result[]) => results.map(({ status }) => status);

  it('reach the thread of bulks before they are answered', async () => {
    const user = await carillon.user();
    expect(statuses(await newsletters(user.id, 2))).toEqual([202, 202]);
    const limit = { limit: 1, window_seconds: 86_400 };
    await carillon.call('PUT', '/v1/limits', { types: { newsletter: { user: limit } } });
    const limited = await newsletters(user.id, 2);
    expect(statuses(limited)).toEqual([202, 429]);
    expect(limited[1]?.problem).toMatchObject({ code: 'rate_limited', limit: 'user' });
    await carillon.call('PUT', '/v1/limits', {});
    expect(statuses(await newsletters(user.id, 2))).toEqual([202, 202]);
  }, 40_000);

  it('show themselves with every notification, and in the metrics', async () => {
    const { gateway, api_key } = carillon.info;
    const answer = await fetch(`${gateway}/v1/notifications`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api_key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        to: { email: 'ada@example.com' },
        notification_type: 'newsletter',
        content: { title: 'News', body: 'Nothing new' },
      }),
    });
    expect(answer.status).toBe(202);
    expect(answer.headers.get('ratelimit-policy')).toBe('"client";q=6000000;w=60');
    expect(answer.headers.get('ratelimit')).toMatch(/^"client";r=5\d{6};t=\d+$/);
    const metrics = await (await fetch(`${gateway}/metrics`)).text();
    expect(metrics).toMatch(/^carillon_rate_limited_total\{limit="user"\} [1-9]/m);
    expect(metrics).toMatch(/^carillon_rate_limiter_local 0$/m);
  }, 40_000);

  it('are those of one instance, and not of each of its threads, while Redis is away', async () => {
    const lonely = await secondInstance('gateway', { REDIS_URL: 'redis://127.0.0.1:1' });
    try {
      await carillon.call('PUT', '/v1/limits', { client: { limit: 20, window_seconds: 86_400 } });
      const one = {
        to: { email: 'ada@example.com' },
        notification_type: 'newsletter',
        content: { title: 'a', body: 'b' },
      };
      const post = async (path: string, body: object) => {
        const response = await fetch(`${lonely.http}${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${carillon.info.api_key}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        const { results } = (await response.json()) as { results?: Result[] };
        return results ? statuses(results) : [response.status];
      };
      const bulk = { notifications: Array.from({ length: 12 }, () => one) };
      const answers = await Promise.all([
        ...Array.from({ length: 12 }, () => post('/v1/notifications', one)),
        post('/v1/notifications/bulk', bulk),
        post('/v1/notifications/bulk', bulk),
      ]);
      const all = answers.flat();
      expect(all.filter((status) => status === 202)).toHaveLength(20);
      expect(all.every((status) => status === 202 || status === 429)).toBe(true);
    } finally {
      await lonely.kill();
      await carillon.call('PUT', '/v1/limits', {});
    }
  }, 90_000);
});
