/** Rule 7: when something is down, wait; do not guess. */
import { NO_PREFERENCES } from '#libs/contracts';
import { testUser, until } from '#libs/testing';
import { aRequest, RunningGateway } from './running-gateway.js';

describe('while preferences are away', () => {
  let gateway: RunningGateway;
  let user: string;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
  }, 30_000);
  afterAll(() => gateway.end());
  beforeEach(() => {
    user = aUser();
  });
  afterEach(() => {
    gateway.peers.away = false;
  });

  const aUser = () => gateway.peers.store(gateway.tenant, testUser()).user_id;
  const lookUps = (id: string) => gateway.peers.lookedUp.filter((one) => one === id).length;
  const send = (over: object = {}) => gateway.send({ to: undefined, user_id: user, ...over });
  /** After a failure preferences are left alone for a moment; whom nobody has looked up yet is only found when they are asked. */
  const known = () => until(async () => (await send({ user_id: aUser() })).body.status === 'ACCEPTED');
  const whole = async (id: string) => (await gateway.ask('GET', `/v1/notifications/${id}`)).body;

  it('a notification is held, and planned once they are back', async () => {
    gateway.peers.away = true;
    const { status, body } = await send({ channels: ['email', 'push'] });
    expect(status).toBe(202);
    expect(body).toMatchObject({ status: 'SCHEDULED', reason: 'preferences_unavailable' });
    await until(() => gateway.kafka.about(body.id, 'status').length === 2);
    expect(gateway.kafka.about(body.id, 'dispatch')).toEqual([]);
    gateway.peers.away = false;
    await until(() => gateway.kafka.about(body.id, 'dispatch').length === 2, { timeoutMs: 15_000 });
    const planned = await whole(body.id);
    expect(planned.status).toBe('ACCEPTED');
    expect(planned.deliveries.map((d) => d.id)).toEqual(body.deliveries.map((d) => d.id));
  }, 20_000);

  it('what was held goes nowhere that its user has opted out of meanwhile', async () => {
    gateway.peers.away = true;
    const { body } = await send({ channels: ['email', 'sms'] });
    gateway.peers.store(gateway.tenant, user, {
      version: 2,
      preferences: { ...NO_PREFERENCES, channels: { email: false } },
    });
    gateway.peers.away = false;
    const dispatched = () => gateway.kafka.about(body.id, 'dispatch').map(({ topic }) => topic);
    await until(() => dispatched().length > 0, { timeoutMs: 15_000 });
    expect(dispatched()).toEqual(['dispatch.sms.medium']);
    const ends = gateway.kafka.about(body.id, 'status').map(({ value }) => [value.channel, value.kind].join(' '));
    expect(ends).toContain('email unsubscribed');
  }, 20_000);

  it('what nobody can open any more ends by itself, with the reason in words, and the others of its row go on', async () => {
    const to = (n: number) => aRequest({ to: { email: `ada-${n}@example.com` }, channels: ['email'] });
    gateway.peers.away = true;
    const { body } = await gateway.ask('POST', '/v1/notifications/bulk', {
      body: { notifications: [to(1), to(2), to(3)] },
    });
    const [one, lost, other] = body.results.map(({ id }) => id) as [string, string, string];
    expect((await whole(lost)).status).toBe('SCHEDULED');
    const rows = await gateway.database.query(`select from outbox where destination = 'local:plan'`);
    expect(rows).toHaveLength(1);
    const text = `update notifications set intent =
      replace(intent::text, intent->'deliveries'->0->>'target', 'v1.gone.AAAA')::json where id = $1`;
    await gateway.database.query(text, [lost]);
    gateway.peers.away = false;
    const dispatched = (id: string) => gateway.kafka.about(id, 'dispatch').length;
    await until(() => dispatched(one) === 1 && dispatched(other) === 1, { timeoutMs: 15_000 });
    await until(async () => (await whole(lost)).status === 'FAILED', { timeoutMs: 15_000 });
    const [delivery] = (await whole(lost)).deliveries as unknown as { reason: string; why: string }[];
    expect(delivery).toMatchObject({ reason: 'unreadable', why: expect.stringContaining('key') as string });
    await until(() => gateway.kafka.about(lost, 'status').some(({ value }) => value.kind === 'failed'));
    expect(dispatched(lost)).toBe(0);
    await until(async () => (await gateway.count('outbox')) === 0, { timeoutMs: 15_000 });
  }, 30_000);

  it('what is held can be cancelled, and then never leaves', async () => {
    gateway.peers.away = true;
    const { body } = await send();
    const cancelled = await gateway.ask('DELETE', `/v1/notifications/${body.id}`);
    expect([cancelled.status, cancelled.body.status]).toEqual([200, 'CANCELLED']);
    gateway.peers.away = false;
    await until(async () => (await gateway.count('outbox')) === 0, { timeoutMs: 15_000 });
    expect(gateway.kafka.about(body.id, 'dispatch')).toEqual([]);
    expect((await whole(body.id)).status).toBe('CANCELLED');
    expect((await gateway.ask('DELETE', `/v1/notifications/${body.id}`)).status).toBe(200);
  }, 20_000);

  it('a user whose version can be compared is sent to from the cache', async () => {
    await known();
    const one = aUser();
    for (gateway.peers.away of [false, false, true]) {
      expect((await send({ user_id: one })).body.status).toBe('ACCEPTED');
    }
    expect(lookUps(one)).toBe(1);
  });

  it('a critical message goes by the channels it asked for, or its type’s, to where its user was last known', async () => {
    const critical = { notification_type: 'security_alert', channels: undefined };
    await until(async () => (await send(critical)).body.status === 'ACCEPTED');
    gateway.peers.away = true;
    gateway.resourcesOf().criticalRedis.disconnect();
    const { status, body } = await send(critical);
    const asked = await send({ ...critical, channels: ['sms'] });
    gateway
      .resourcesOf()
      .criticalRedis.connect()
      .catch(() => {});
    expect([status, body.status]).toEqual([202, 'ACCEPTED']);
    expect(body.deliveries.map((d) => d.channel)).toEqual(['email', 'sms', 'push', 'in_app']);
    expect(asked.body.deliveries.map((d) => d.channel)).toEqual(['sms']);
  });

  it('a priority is no leave to go against an opt-out: what its caller calls critical waits, and ends by it', async () => {
    const one = aUser();
    gateway.peers.away = true;
    const { body } = await send({ user_id: one, notification_type: 'newsletter', priority: 'critical' });
    expect(body.status).toBe('SCHEDULED');
    gateway.peers.store(gateway.tenant, one, {
      version: 2,
      preferences: { ...NO_PREFERENCES, categories: { marketing: { email: false, sms: false } } },
    });
    gateway.peers.away = false;
    await until(async () => (await whole(body.id)).status === 'UNSUBSCRIBED', { timeoutMs: 15_000 });
    expect(gateway.kafka.about(body.id, 'dispatch')).toEqual([]);
  }, 20_000);

  it('Redis away means asking preferences, and nothing else', async () => {
    await known();
    const one = aUser();
    gateway.resourcesOf().redis.disconnect();
    for (let i = 0; i < 2; i++) expect((await send({ user_id: one })).body.status).toBe('ACCEPTED');
    expect(lookUps(one)).toBe(2);
    await gateway.resourcesOf().redis.connect();
  });
});
