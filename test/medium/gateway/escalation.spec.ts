/** "Unless it is seen in five minutes": what follows a notification that nobody has looked at. */
import { moveVersions, preferencesKey, PREFERENCES_NAMESPACE } from '#libs/cache';
import { NO_PREFERENCES, type NotificationStanding } from '#libs/contracts';
import type { Status } from '#libs/kernel';
import { testTenant, testUser, until } from '#libs/testing';
import { RunningGateway, type Answer } from './running-gateway.js';

interface Escalated {
  readonly status: string;
  readonly deliveries: readonly { readonly id: string; readonly channel: string; readonly status: string }[];
  readonly escalation?: readonly { readonly state: string; readonly due_at: string }[];
}

/** Seconds of the tests are a tenth of one. */
const step = (after_seconds: number, channels: readonly string[], unless = 'READ') => ({
  after_seconds,
  unless,
  channels,
});

describe('an escalation', () => {
  let gateway: RunningGateway;
  let user: string;
  /** Of notifications, by their ids, as the status store would have them. */
  const standings = new Map<string, NotificationStanding['deliveries']>();
  let asked = 0;
  const answerStandings = () =>
    gateway.peers.answers.set('status.standing', ({ notification_id }: { notification_id: string }) => {
      asked += 1;
      return { deliveries: standings.get(notification_id) ?? [] } satisfies NotificationStanding;
    });

  beforeAll(async () => {
    gateway = await RunningGateway.begin();
    await gateway.another({}, { MASTER_KEYS: gateway.resourcesOf().config.MASTER_KEYS });
  }, 30_000);
  afterAll(() => gateway.end());
  beforeEach(() => {
    user = gateway.peers.store(gateway.tenant, testUser()).user_id;
    answerStandings();
  });

  /** What preferences does before it answers. */
  const changed = () => {
    const { redis, vault } = gateway.resourcesOf();
    const key = preferencesKey(gateway.tenant, vault.keyedHash(gateway.tenant, user));
    return moveVersions(redis, PREFERENCES_NAMESPACE, [key]);
  };
  const send = (over: object, headers = {}) =>
    gateway.send({ to: undefined, user_id: user, channels: ['in_app'], ...over }, headers);
  const find = async (id: string) => (await gateway.ask('GET', `/v1/notifications/${id}`)).body as unknown as Escalated;
  const stands = ({ body }: Answer, status: Status) =>
    standings.set(
      body.id,
      body.deliveries.map(({ id, channel }) => ({ delivery_id: id, channel: channel as 'email', status })),
    );
  const dispatched = (id: string) => gateway.kafka.about(id, 'dispatch').map(({ topic }) => topic.split('.')[1]);
  const states = async (id: string) => (await find(id)).escalation?.map(({ state }) => state);
  const over = (id: string) => until(async () => !(await states(id))?.includes('waiting'), { timeoutMs: 15_000 });

  it('takes each step whose time has come without anybody having seen it, as dispatches that say so', async () => {
    const sent = await send({ escalation: [step(2, ['push']), step(4, ['sms', 'push'], 'DELIVERED')] });
    expect(sent.status).toBe(202);
    expect(await find(sent.body.id)).toMatchObject({
      escalation: [{ after_seconds: 2, unless: 'READ', channels: ['push'], state: 'waiting' }, { state: 'waiting' }],
    });
    await over(sent.body.id);
    await until(() => dispatched(sent.body.id).length === 3);
    expect(dispatched(sent.body.id)).toEqual(['in_app', 'push', 'sms']);
    expect(gateway.kafka.about(sent.body.id, 'dispatch').map(({ value }) => value.escalated)).toEqual([
      undefined,
      true,
      true,
    ]);
    const kinds = gateway.kafka
      .about(sent.body.id, 'status')
      .map(({ value }) => [value.channel, value.kind, value.seq]);
    expect(kinds).toEqual([
      ['in_app', 'accepted', 0],
      ['push', 'accepted', 1],
      ['sms', 'accepted', 2],
    ]);
    const whole = await find(sent.body.id);
    expect(whole.escalation?.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(whole.deliveries.map(({ channel }) => channel)).toEqual(['in_app', 'push', 'sms']);
  }, 20_000);

  it('ends the moment it is seen', async () => {
    const escalation = [step(3, ['sms']), step(4, ['push'], 'DELIVERED')];
    const sent = await send({ escalation });
    stands(sent, 'READ');
    await over(sent.body.id);
    expect(await states(sent.body.id)).toEqual(['not_needed', 'not_needed']);
    expect(dispatched(sent.body.id)).toEqual(['in_app']);
  }, 20_000);

  it('is not satisfied by DELIVERED where it wants READ', async () => {
    const sent = await send({ escalation: [step(1, ['sms'], 'DELIVERED'), step(2, ['push'])] });
    stands(sent, 'DELIVERED');
    await over(sent.body.id);
    expect(await states(sent.body.id)).toEqual(['not_needed', 'done']);
    await until(() => dispatched(sent.body.id).includes('push'));
    expect(dispatched(sent.body.id)).not.toContain('sms');
  }, 20_000);

  it('tries a channel again only where it failed', async () => {
    const sent = await send({ channels: ['email', 'sms'], escalation: [step(1, ['email', 'sms', 'push'])] });
    standings.set(sent.body.id, [
      { delivery_id: sent.body.deliveries[0].id, channel: 'email', status: 'BOUNCED' },
      { delivery_id: sent.body.deliveries[1].id, channel: 'sms', status: 'SENT' },
    ]);
    await over(sent.body.id);
    await until(() => dispatched(sent.body.id).length === 4);
    expect(dispatched(sent.body.id).slice(2).sort()).toEqual(['email', 'push']);
  }, 20_000);

  it("is the type's, unless the request has one of its own", async () => {
    const name = `watched-${testTenant()}`.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-');
    const type = { category: 'transactional', channels: ['in_app'], escalation: [step(1, ['sms'])] };
    expect((await gateway.ask('PUT', `/v1/notification-types/${name}`, { body: type })).status).toBeLessThan(300);
    const [plain, own, none] = await Promise.all([
      send({ notification_type: name }),
      send({ notification_type: name, escalation: [step(1, ['push'])] }),
      send({ notification_type: name, escalation: [] }),
    ]);
    await Promise.all([over(plain.body.id), over(own.body.id)]);
    await until(() => dispatched(plain.body.id).length + dispatched(own.body.id).length === 4);
    expect([dispatched(plain.body.id), dispatched(own.body.id)]).toEqual([
      ['in_app', 'sms'],
      ['in_app', 'push'],
    ]);
    expect((await find(none.body.id)).escalation).toBeUndefined();
  }, 20_000);

  it('must come in order, and before the notification expires', async () => {
    const wrong = await send({ escalation: [step(5, ['sms']), step(5, ['push'])] });
    const late = await send({ notification_type: 'one_time_code', escalation: [step(600, ['push'])] });
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([400, '/escalation/1/after_seconds']);
    expect([late.status, late.body.errors[0].pointer]).toEqual([400, '/escalation/0/after_seconds']);
  });

  it('waits for the status store when that is away', async () => {
    gateway.peers.answers.delete('status.standing');
    const before = asked;
    const sent = await send({ escalation: [step(1, ['sms'])] });
    const isWaiting = () =>
      gateway.database.query<{ tries: number }>(`select tries from outbox where destination = 'local:escalate'`);
    await until(async () => (await isWaiting()).some(({ tries }) => tries > 0));
    expect([asked, await states(sent.body.id)]).toEqual([before, ['waiting']]);
    answerStandings();
    await over(sent.body.id);
    await until(() => dispatched(sent.body.id).includes('sms'), { timeoutMs: 15_000 });
  }, 30_000);

  it('asks what its recipient wants now', async () => {
    const sent = await send({ escalation: [step(3, ['sms', 'push'])] });
    const preferences = { ...NO_PREFERENCES, channels: { sms: false } };
    gateway.peers.store(gateway.tenant, user, { version: 2, preferences, devices: [] });
    await changed();
    await over(sent.body.id);
    expect((await find(sent.body.id)).deliveries).toMatchObject([
      { channel: 'in_app' },
      { channel: 'sms', status: 'UNSUBSCRIBED' },
      { channel: 'push', status: 'FAILED', reason: 'no_target' },
    ]);
    expect(dispatched(sent.body.id)).toEqual(['in_app']);
  }, 20_000);

  it('waits for the end of quiet hours, and is still known as one then', async () => {
    const quiet_hours = { start: '00:00', end: '23:59' };
    const noisy = gateway.peers.store(gateway.tenant, user, {
      version: 2,
      preferences: { ...NO_PREFERENCES, quiet_hours },
    });
    const sent = await send({ escalation: [step(1, ['sms'])] });
    await over(sent.body.id);
    expect((await find(sent.body.id)).deliveries[1]).toMatchObject({ status: 'SCHEDULED', reason: 'quiet_hours' });
    gateway.peers.store(gateway.tenant, user, { ...noisy, version: 3, preferences: NO_PREFERENCES });
    await changed();
    await gateway.database.query(`update outbox set wake_at = now(), due_at = now() where destination = 'local:plan'`);
    await until(() => dispatched(sent.body.id).includes('sms'), { timeoutMs: 15_000 });
    const [, later] = gateway.kafka.about(sent.body.id, 'dispatch');
    expect(later?.value).toMatchObject({ channel: 'sms', escalated: true });
  }, 30_000);

  it('reaches addresses that came with the request and were not needed at first', async () => {
    const to = { email: 'ada@example.com', phone: '+14155550123' };
    const sent = await gateway.send({ to, channels: ['email'], escalation: [step(1, ['sms', 'push'])] });
    await over(sent.body.id);
    expect((await find(sent.body.id)).deliveries).toMatchObject([
      { channel: 'email' },
      { channel: 'sms', status: 'ACCEPTED' },
      { channel: 'push', status: 'FAILED' },
    ]);
    const stored = await gateway.database.query<{ intent: string }>('select intent::text from notifications');
    expect(stored.some(({ intent }) => intent.includes(to.phone))).toBe(false);
  }, 20_000);

  it('keeps a test a test, at the address that its key names', async () => {
    const made = await gateway.ask('POST', '/v1/api-keys', {
      body: { name: 'test', role: 'producer', mode: 'test', redirect: { email: 'dev@example.com' } },
    });
    expect(made.status).toBe(201);
    const body = {
      user_id: user,
      notification_type: 'order_update',
      channels: ['in_app'],
      content: { title: 't', body: 'b' },
      escalation: [step(1, ['email', 'sms'])],
    };
    const sent = await gateway.ask('POST', '/v1/notifications', { body, key: made.body.key });
    await until(() => dispatched(sent.body.id).length === 3, { timeoutMs: 15_000 });
    const marks = gateway.kafka
      .about(sent.body.id, 'dispatch')
      .map(({ value }) => [value.channel, value.test, value.redirected]);
    expect(marks).toEqual([
      ['in_app', true, undefined],
      ['email', true, true],
      ['sms', true, undefined],
    ]);
  }, 20_000);

  it('leaves the answer to an idempotency key as it was', async () => {
    const headers = { 'idempotency-key': `escalated-${user}` };
    const escalation = [step(1, ['sms'])];
    const sent = await send({ escalation }, headers);
    await over(sent.body.id);
    expect((await send({ escalation }, headers)).body).toEqual(sent.body);
  }, 20_000);

  it('is cancelled with its notification', async () => {
    const sent = await send({ escalation: [step(5, ['sms'])] });
    const cancelled = await gateway.ask('DELETE', `/v1/notifications/${sent.body.id}`);
    expect(cancelled.status).toBe(200);
    expect(await states(sent.body.id)).toEqual(['cancelled']);
    const rows = `select 1 from outbox where destination = 'local:escalate'`;
    await until(async () => (await gateway.database.query(rows)).length === 0, { timeoutMs: 15_000 });
    expect(dispatched(sent.body.id)).toEqual(['in_app']);
  }, 20_000);

  it('of many at once, with two gateways at work, comes once for each', async () => {
    const notifications = Array.from({ length: 60 }, () => ({
      user_id: user,
      notification_type: 'order_update',
      channels: ['in_app'],
      content: { title: 't', body: 'b' },
      escalation: [step(2, ['sms']), step(3, ['push'])],
    }));
    const { body } = await gateway.ask('POST', '/v1/notifications/bulk', { body: { notifications } });
    const ids = body.results.map(({ id }) => id);
    // The same row again, as after a death between the commit and the row's end.
    await gateway.database.query(
      `insert into outbox (id, destination, priority, due_at, wake_at, records)
       select gen_random_uuid(), destination, priority, due_at, wake_at, records from outbox where destination = 'local:escalate'`,
    );
    await until(() => ids.every((id) => dispatched(id).length >= 3), { timeoutMs: 20_000 });
    await until(async () => (await gateway.count('outbox')) === 0, { timeoutMs: 15_000 });
    expect(ids.map((id) => dispatched(id).sort())).toEqual(ids.map(() => ['in_app', 'push', 'sms']));
  }, 40_000);

  it('is not needed for what is critical to leave by all its channels at once', async () => {
    const { body } = await gateway.send({
      to: undefined,
      user_id: user,
      notification_type: 'security_alert',
      channels: undefined,
    });
    await until(() => dispatched(body.id).length === 4);
    expect(dispatched(body.id).sort()).toEqual(['email', 'in_app', 'push', 'sms']);
    expect(gateway.kafka.about(body.id, 'dispatch').every(({ topic }) => topic.endsWith('.critical'))).toBe(true);
  });
});
