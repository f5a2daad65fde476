/** How much may be sent, and what is said to those who want more. */
import { randomBytes } from 'node:crypto';
import { newApiKey } from '#libs/auth';
import { dependencies, testTenant, testUser } from '#libs/testing';
import { RedisMonitor } from './redis-monitor.js';
import { aRequest, RunningGateway, type Answer } from './running-gateway.js';

const { redis: redisUrl } = dependencies({ redis: 'real' });
const limit = (n: number, window_seconds = 3_600) => ({ limit: n, window_seconds });
const DAY_MS = 86_400_000;

describe('limits', () => {
  let gateway: RunningGateway;
  let second: number;
  let key: string;
  let tenant: string;
  /** Two hours into a day, and at the beginning of an hour. */
  const start = Math.floor(Date.now() / DAY_MS) * DAY_MS + 2 * 3_600_000;
  let now = start;
  beforeAll(async () => {
    const over = { MASTER_KEYS: [{ id: 'k1', key: randomBytes(32) }] };
    const stand = { now: () => now };
    gateway = await RunningGateway.begin(stand, over);
    second = await gateway.another(stand, over);
  }, 30_000);
  afterAll(() => gateway.end());
  beforeEach(async () => {
    now = start;
    [tenant, key] = [testTenant(), newApiKey()];
    await gateway.storeTenant(tenant, key);
  });

  const put = async (body: object) => {
    const answer = await gateway.ask('PUT', '/v1/limits', { body, key });
    expect(answer.status).toBe(200);
    return answer;
  };
  const send = (over: object = {}, instance = 0) =>
    gateway.ask('POST', '/v1/notifications', { body: aRequest(over), key }, instance);
  const bulk = (notifications: object[]) =>
    gateway.ask('POST', '/v1/notifications/bulk', { body: { notifications }, key });
  const times = <T>(n: number, one: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => one(i));
  const statuses = (answers: readonly { readonly status: number }[]) => answers.map(({ status }) => status);
  const count = (answers: readonly { readonly status: number }[], status: number) =>
    statuses(answers).filter((one) => one === status).length;
  const limitOf = ({ body }: Answer) => (body as unknown as { limit: string }).limit;
  const toUser = (user_id: string) => ({ to: undefined, user_id });
  const aUser = () => gateway.peers.store(tenant, testUser()).user_id;

  it('of a client admit exactly as many as they say, however many come at once and at which instance', async () => {
    await put({ client: limit(20) });
    const answers = await Promise.all(times(60, (i) => send({}, i % 2 === 0 ? 0 : second)));
    expect([count(answers, 202), count(answers, 429)]).toEqual([20, 40]);
    const [refused] = answers.filter(({ status }) => status === 429);
    expect(refused?.body).toMatchObject({ code: 'rate_limited', limit: 'client', retry_after: 3_600 });
    expect(refused?.headers.get('retry-after')).toBe('3600');
    expect(refused?.headers.get('content-type')).toContain('application/problem+json');
  });

  it('slide: what was sent is free again a window later, and not a moment before', async () => {
    await put({ client: limit(10) });
    await Promise.all(times(4, () => send()));
    now += 1_800_000;
    expect(count(await Promise.all(times(10, () => send())), 202)).toBe(6);
    now += 1_799_999;
    expect((await send()).status).toBe(429);
    now += 1;
    expect(count(await Promise.all(times(10, () => send())), 202)).toBe(4);
    now += 2 * 3_600_000;
    expect(count(await Promise.all(times(12, () => send())), 202)).toBe(10);
  });

  it('are told with every answer, good or bad', async () => {
    await put({ client: limit(5, 60), daily_quota: 100 });
    const first = await send();
    expect(first.headers.get('ratelimit-policy')).toBe('"client";q=5;w=60, "quota";q=100;w=86400');
    expect(first.headers.get('ratelimit')).toBe('"client";r=4;t=60, "quota";r=99;t=79200');
    for (const wrong of [
      await send({ content: {} }),
      await bulk([]),
      await gateway.ask('POST', '/v1/notifications', { key, body: aRequest(), headers: { 'idempotency-key': '' } }),
    ]) {
      expect(wrong.status).toBe(400);
      expect(wrong.headers.get('ratelimit')).toContain('"client";r=4');
    }
    const user = await send(toUser('nobody'));
    expect([user.status, user.headers.get('ratelimit')?.slice(0, 12)]).toEqual([422, '"client";r=3']);
    const bulked = await bulk(times(9, () => aRequest()));
    expect(bulked.headers.get('ratelimit')).toContain('"client";r=0');
  });

  it('of a user and of a channel are each their own', async () => {
    await put({ user: limit(2), channels: { sms: limit(3) } });
    const [ada, bob] = [aUser(), aUser()];
    expect(statuses(await Promise.all(times(3, () => send(toUser(ada))))).sort()).toEqual([202, 202, 429]);
    expect(limitOf(await send(toUser(ada)))).toBe('user');
    expect((await send(toUser(bob))).status).toBe(202);
    const sms = (i: number) => send({ to: { phone: `+1415555012${i}` }, channels: ['sms'] });
    expect(count(await Promise.all(times(5, sms)), 202)).toBe(3);
    const refused = await send({ to: { phone: '+14155550129', email: 'a@example.com' }, channels: ['email', 'sms'] });
    expect([refused.status, limitOf(refused)]).toEqual([429, 'channel']);
    expect(refused.body.detail).toContain('channel:sms');
  });

  it('of a person who is not stored go by their address', async () => {
    await put({ user: limit(1) });
    expect(statuses([await send(), await send(), await send({ to: { email: 'b@example.com' } })])).toEqual([
      202, 429, 202,
    ]);
  });

  it('of a type take the place of the general ones', async () => {
    await put({ user: limit(2), types: { newsletter: { user: limit(1) } } });
    const user = aUser();
    const newsletter = () => send({ ...toUser(user), notification_type: 'newsletter' });
    expect(statuses([await newsletter(), await newsletter()])).toEqual([202, 429]);
    expect(statuses(await Promise.all(times(2, () => send(toUser(user)))))).toEqual([202, 202]);
    await put({ user: limit(2), types: { newsletter: { user: null } } });
    expect(statuses(await Promise.all(times(5, newsletter)))).toEqual(times(5, () => 202));
  });

  it('of users and channels are passed by what is critical, those of the client are not', async () => {
    await put({ client: limit(6), user: limit(1), channel: limit(1) });
    const user = aUser();
    const alert = () => send({ ...toUser(user), notification_type: 'security_alert' });
    expect(statuses(await Promise.all(times(4, alert)))).toEqual([202, 202, 202, 202]);
    expect((await send(toUser(user))).status).toBe(202);
    const urgent = await send({ ...toUser(user), priority: 'critical' });
    expect([urgent.status, limitOf(urgent)]).toEqual([429, 'user']);
    expect((await alert()).status).toBe(202);
    const last = await alert();
    expect([last.status, limitOf(last)]).toEqual([429, 'client']);
  });

  it.each([
    ['security without being critical', { category: 'security', critical: false }],
    ['critical without being security', { category: 'billing', critical: true }],
  ])('of users and channels are passed by what is %s', async (_, over) => {
    const type = await gateway.ask('PUT', '/v1/notification-types/sign_in', {
      key,
      body: { ...over, channels: ['email'] },
    });
    expect([type.status, type.body]).toMatchObject([201, over]);
    await put({ client: limit(4), user: limit(1), channel: limit(1) });
    const user = aUser();
    const signIn = () => send({ ...toUser(user), notification_type: 'sign_in' });
    expect(statuses(await Promise.all(times(3, signIn)))).toEqual([202, 202, 202]);
    expect((await send(toUser(user))).status).toBe(202);
    const last = await signIn();
    expect([last.status, limitOf(last)]).toEqual([429, 'client']);
  });

  it('that refuse take nothing from the others', async () => {
    await put({ client: limit(10), user: limit(1) });
    const user = aUser();
    for (let i = 0; i < 6; i++) await send(toUser(user));
    const other = await send(toUser(aUser()));
    expect(other.headers.get('ratelimit')).toContain('"client";r=8');
  });

  it('of a tenant count all of its clients, and the quota ends with the day of UTC', async () => {
    await put({ tenant: limit(5), daily_quota: 7 });
    expect(count(await Promise.all(times(9, () => send())), 202)).toBe(5);
    expect(limitOf(await send())).toBe('tenant');
    now = start + 10 * 3_600_000;
    expect(count(await Promise.all(times(9, () => send())), 202)).toBe(2);
    const refused = await send();
    expect([limitOf(refused), refused.headers.get('retry-after')]).toEqual(['quota', String(12 * 3_600)]);
    now = start + 22 * 3_600_000;
    expect((await send()).status).toBe(202);
  });

  it('admit of a bulk what fits, in order', async () => {
    await put({ client: limit(600), user: limit(1) });
    const user = aUser();
    const { status, body } = await bulk([
      aRequest(toUser(user)),
      aRequest({ to: { email: 'not an address' } }),
      aRequest(toUser(user)),
      aRequest(toUser(aUser())),
      aRequest({ ...toUser(user), notification_type: 'security_alert' }),
    ]);
    expect(status).toBe(202);
    expect(statuses(body.results)).toEqual([202, 400, 429, 202, 202]);
    expect(body.results[2].problem).toMatchObject({ code: 'rate_limited', limit: 'user' });
    await put({ client: limit(600) });
    const many = await bulk(times(1_000, () => aRequest()));
    expect(statuses(many.body.results)).toEqual([...times(597, () => 202), ...times(403, () => 429)]);
    await put({ user: limit(1) });
    const users = [user, aUser(), aUser()];
    const toMany = await send({ to: undefined, user_ids: [...users, users[1]] });
    expect(statuses(toMany.body.results)).toEqual([429, 202, 202, 429]);
    await put({ client: limit(600) });
    const none = await bulk(times(3, () => aRequest()));
    expect([none.status, limitOf(none)]).toEqual([429, 'client']);
    expect(none.headers.get('retry-after')).not.toBeNull();
  });

  it('leave nothing under an idempotency key, and never take an answer away that is there', async () => {
    await put({ client: limit(2) });
    const accepted = await send({ idempotency_key: 'first' });
    expect((await send()).status).toBe(202);
    const refused = await send({ idempotency_key: 'second' });
    expect(refused.status).toBe(429);
    const replayed = await send({ idempotency_key: 'first' }, second);
    expect([replayed.status, replayed.body]).toEqual([202, accepted.body]);
    expect(replayed.headers.get('idempotency-replayed')).toBe('true');
    const other = await send({ idempotency_key: 'first', metadata: { a: 'b' } });
    expect(other.status).toBe(422);
    now += 3 * 3_600_000;
    const retried = await send({ idempotency_key: 'second' });
    expect([retried.status, retried.headers.get('idempotency-replayed')]).toEqual([202, null]);
  });

  it('are one round trip for a bulk, with no name of anybody in it', async () => {
    await put({
      client: limit(9_000),
      tenant: limit(9_000),
      daily_quota: 9_000,
      user: limit(50),
      channel: limit(9_000),
    });
    const users = times(20, aUser);
    await send(toUser(users[0] as string));
    const monitor = await RedisMonitor.begin(redisUrl);
    const { body } = await bulk(times(1_000, (i) => aRequest(toUser(users[i % 20] as string))));
    expect(count(body.results, 202)).toBe(999);
    const seen = (await monitor.end()).filter(({ by, command }) => by !== 'lua' && command.includes(tenant));
    const limiting = seen.filter(({ command }) => /^"eval/i.test(command));
    expect(limiting).toHaveLength(1);
    for (const user of users) expect(JSON.stringify(seen)).not.toContain(user);
  });

  it('are asked beside the versions of preferences, not before or after', async () => {
    await put({ user: limit(50) });
    const user = aUser();
    await send(toUser(user));
    const { redis } = gateway.resourcesOf();
    const pipeline = redis.pipeline.bind(redis);
    const bothAsked = Promise.withResolvers<void>();
    const order: string[] = [];
    redis.pipeline = (...args) => {
      const one = pipeline(...args);
      const exec = one.exec.bind(one);
      one.exec = async () => {
        order.push('asked');
        if (order.length === 2) bothAsked.resolve();
        // Whoever waited for the other's answer before asking would wait here for ever.
        await bothAsked.promise;
        const replies = await exec();
        order.push('answered');
        return replies;
      };
      return one;
    };
    await send(toUser(user));
    redis.pipeline = pipeline;
    expect(order).toEqual(['asked', 'asked', 'answered', 'answered']);
  });

  it('are those of the deployment where a tenant says nothing, and its ceiling holds for all', async () => {
    const over = {
      DEFAULT_TENANT_LIMIT: limit(3),
      DEPLOYMENT_LIMIT: limit(5, 1_000 + Math.floor(Math.random() * 80_000)),
    };
    const small = await gateway.another({ now: () => now }, over);
    expect(count(await Promise.all(times(6, () => send({}, small))), 202)).toBe(3);
    [tenant, key] = [testTenant(), newApiKey()];
    await gateway.storeTenant(tenant, key);
    const answers = await Promise.all(times(6, () => send({}, small)));
    expect(count(answers, 202)).toBe(2);
    expect(new Set(answers.filter(({ status }) => status === 429).map(limitOf))).toEqual(new Set(['deployment']));
    expect(answers[0]?.headers.get('ratelimit')).not.toContain('deployment');
  });

  it('are read as they hold, and written whole', async () => {
    const before = await gateway.ask('GET', '/v1/limits', { key });
    expect(before.body).toMatchObject({ client: limit(6_000_000, 60), tenant: null, daily_quota: null, version: 0 });
    const after = await put({ client: null, types: { newsletter: { channel: limit(5) } } });
    expect(after.body).toMatchObject({ client: null, types: { newsletter: { channel: limit(5) } }, version: 1 });
    expect((await gateway.ask('GET', '/v1/limits', { key })).body).toEqual(after.body);
    expect((await put({})).body).toMatchObject({ client: limit(6_000_000, 60), types: {}, version: 2 });
  });

  it('of types that are not there are refused with the names that are near', async () => {
    const wrong = await gateway.ask('PUT', '/v1/limits', { key, body: { types: { newsleter: { user: limit(1) } } } });
    expect(wrong.status).toBe(400);
    expect(wrong.body.errors[0]).toMatchObject({ pointer: '/types/newsleter' });
    expect(wrong.body.errors[0].detail).toContain('newsletter');
    for (const body of [
      { client: limit(0) },
      { client: { limit: 1 } },
      { colour: 'red' },
      { channels: { fax: limit(1) } },
    ])
      expect((await gateway.ask('PUT', '/v1/limits', { key, body })).status).toBe(400);
  });
});
