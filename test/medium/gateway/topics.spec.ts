/** A push to all who have joined a topic: for those who may, by push alone, and past nobody's preferences, since it has none. */
import { RunningGateway } from './running-gateway.js';

describe('a notification to a topic', () => {
  let gateway: RunningGateway;
  let producer: string;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
    const body = { name: 'shop', role: 'producer' };
    producer = (await gateway.ask('POST', '/v1/api-keys', { body })).body.key;
  }, 30_000);
  afterAll(() => gateway.end());

  const request = (to: object, over: object = {}) => ({
    to,
    notification_type: 'order_update',
    channels: ['push'],
    content: { title: 'News', body: 'For all' },
    ...over,
  });
  const post = (body: object, key?: string, path = '/v1/notifications') => gateway.ask('POST', path, { body, key });

  it.each([{ topic: 'news' }, { condition: "'news' in topics && !('de' in topics)" }])('goes out: %j', async (to) => {
    const { status, body } = await post(request(to));
    expect(status).toBe(202);
    expect(body.deliveries).toMatchObject([{ channel: 'push', status: 'ACCEPTED' }]);
    expect(gateway.peers.lookedUp).toEqual([]);
  });

  it('has no other channel than push', async () => {
    const { body } = await post(request({ topic: 'news' }, { channels: ['push', 'email'] }));
    expect(body.deliveries).toMatchObject([
      { channel: 'push', status: 'ACCEPTED' },
      { channel: 'email', status: 'FAILED' },
    ]);
    expect((await post(request({ topic: 'news' }, { channels: ['email'] }))).status).toBe(422);
  });

  it('is not for whoever may write to single persons only, and is not refused for ever', async () => {
    const asked = request({ topic: 'news' }, { idempotency_key: 'one' });
    const { status, body } = await post(asked, producer);
    expect([status, body.code]).toEqual([403, 'missing_scope']);
    expect((await post(asked)).status).toBe(202);
    const bulk = {
      notifications: [request({ topic: 'news' }), request({ email: 'ada@example.com' }, { channels: ['email'] })],
    };
    const { results } = (await post(bulk, producer, '/v1/notifications/bulk')).body;
    expect(results).toMatchObject([{ status: 403 }, { status: 202 }]);
    const allowed = (await post(bulk, undefined, '/v1/notifications/bulk')).body.results;
    expect(allowed).toMatchObject([{ status: 202 }, { status: 202 }]);
  });

  it.each([
    [{ topic: 'a b' }, '/to/topic'],
    [{ condition: "'a' in topics &&" }, '/to/condition'],
    [{ topic: 'a', condition: "'a' in topics" }, '/to'],
    [{}, '/to'],
  ])('%j is a 400', async (to, pointer) => {
    const { status, body } = await post(request(to));
    expect(status).toBe(400);
    expect(body.errors?.map((one: { pointer: string }) => one.pointer)).toContain(pointer);
  });
});
