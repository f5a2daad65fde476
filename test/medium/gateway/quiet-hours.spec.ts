/**
 * Quiet hours by the clock, from the hold to the opening. All is asked for while they last; then one opening is waited for, by the
 * minute as people set them.
 */
import { moveVersions, preferencesKey, PREFERENCES_NAMESPACE } from '#libs/cache';
import { NO_PREFERENCES, type Preferences } from '#libs/contracts';
import { testUser, until } from '#libs/testing';
import { RunningGateway } from './running-gateway.js';

const ZONE = 'Asia/Kathmandu';
const MINUTE = 60_000;
/** What can be arranged before the opening, and what expires before it (after ten seconds at the earliest). */
const AHEAD_MS = 14_000;
/** An opening is spread over six seconds. */
const TIME_FACTOR = 0.01;
const PATIENCE = { timeoutMs: 90_000 };

const clockAt = (time: number): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    time,
  );

describe('quiet hours', () => {
  let gateway: RunningGateway;
  let opening: number;
  let quiet: Preferences;
  /** One whose instances die, as far as anybody can see, before they have emitted what they planned. */
  let dying: RunningGateway;
  let doomed: string;
  beforeAll(async () => {
    gateway = await RunningGateway.begin({}, { TIME_FACTOR });
    opening = Math.ceil((Date.now() + AHEAD_MS) / MINUTE) * MINUTE;
    const quiet_hours = { start: clockAt(opening - 120 * MINUTE), end: clockAt(opening) };
    quiet = { ...NO_PREFERENCES, quiet_hours };
    for (const ask of Object.values(asked)) await ask();
    dying = await RunningGateway.begin({}, { TIME_FACTOR });
    await dying.another({}, { TIME_FACTOR });
    const user_id = dying.peers.store(dying.tenant, testUser(), { time_zone: ZONE, preferences: quiet }).user_id;
    const { body } = await dying.send({ to: undefined, user_id });
    doomed = body.id;
    await until(() => dying.kafka.about(doomed, 'status').length === 1);
    for (const instance of [0, 1]) dying.resourcesOf(instance).outbox.release = () => {};
  }, 60_000);
  afterAll(() => Promise.all([gateway.end(), dying.end()]));

  interface Sent {
    readonly id: string;
    readonly status: string;
    readonly reason?: string;
    readonly why?: string;
    readonly due_at: string;
    readonly deliveries: readonly { id: string; channel: string; status: string; reason?: string; why?: string }[];
  }
  const sent = new Map<string, Sent>();
  const users = new Map<string, string>();
  const of = (name: string): Sent => sent.get(name) as Sent;

  const store = (user: string, preferences: Preferences, version = 1) =>
    gateway.peers.store(gateway.tenant, user, { time_zone: ZONE, version, preferences });
  const aUser = (name: string): string => {
    const { user_id } = store(testUser(), quiet);
    users.set(name, user_id);
    return user_id;
  };
  const send = async (name: string, user_id: string, over: object = {}) => {
    const answer = await gateway.send({ to: undefined, user_id, ...over });
    expect(answer.status).toBe(202);
    sent.set(name, answer.body as unknown as Sent);
  };
  /** As apps/preferences does it before it answers. */
  const change = async (name: string, preferences: Preferences) => {
    const user = users.get(name) as string;
    store(user, preferences, 2);
    const { redis, vault } = gateway.resourcesOf();
    const key = preferencesKey(gateway.tenant, vault.keyedHash(gateway.tenant, user));
    await moveVersions(redis, PREFERENCES_NAMESPACE, [key]);
  };
  const whole = async (name: string): Promise<Sent> =>
    (await gateway.ask('GET', `/v1/notifications/${of(name).id}`)).body as unknown as Sent;
  const dispatched = (name: string) => gateway.kafka.about(of(name).id, 'dispatch');
  const kinds = (name: string) => gateway.kafka.about(of(name).id, 'status').map(({ value }) => value.kind);
  const opened = () => until(() => Date.now() >= opening, { ...PATIENCE, everyMs: 200 });

  const asked = {
    plain: async () => {
      const user = aUser('plain');
      await send('plain', user, { channels: ['email', 'in_app'] });
      await send('also', user, { channels: ['push'] });
    },
    critical: () => send('critical', aUser('critical'), { notification_type: 'security_alert', channels: ['sms'] }),
    cancelled: () => send('cancelled', aUser('cancelled'), { channels: ['email', 'in_app'] }),
    unwanted: async () => {
      await send('unwanted', aUser('unwanted'));
      await change('unwanted', { ...quiet, types: { order_update: { email: false } } });
    },
    longer: async () => {
      await send('longer', aUser('longer'));
      await change('longer', {
        ...quiet,
        quiet_hours: { start: clockAt(opening - 120 * MINUTE), end: clockAt(opening + 120 * MINUTE) },
      });
    },
    short: async () => {
      const body = { category: 'transactional', channels: ['email'], ttl_seconds: 10 };
      await gateway.ask('PUT', '/v1/notification-types/short', { body });
      await send('short', aUser('short'), { notification_type: 'short' });
    },
    minded: async () => {
      const body = { category: 'transactional', channels: ['email'], quiet_hours: 'ignore' };
      await gateway.ask('PUT', '/v1/notification-types/minded', { body });
      await send('minded', aUser('minded'), { notification_type: 'minded' });
    },
    many: async () => {
      const user_ids = Array.from({ length: 5 }, (_, i) => aUser(`many ${i}`));
      const answer = await gateway.send({ to: undefined, user_ids });
      answer.body.results.forEach(({ id }, i) => sent.set(`many ${i}`, { ...of('plain'), id }));
    },
  };

  describe('while they last', () => {
    it('hold what rings, and say until when and why; the inbox gets its item', async () => {
      const plain = of('plain');
      expect(plain.status).toBe('SCHEDULED');
      expect(plain.deliveries).toMatchObject([
        {
          channel: 'email',
          status: 'SCHEDULED',
          reason: 'quiet_hours',
          why: expect.stringContaining(plain.due_at) as string,
        },
        { channel: 'in_app', status: 'ACCEPTED' },
      ]);
      const late = Date.parse(plain.due_at) - opening;
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(10 * MINUTE * TIME_FACTOR);
      await until(() => dispatched('plain').length === 1);
      expect(dispatched('plain')[0]?.topic).toBe('dispatch.in_app.medium');
      expect((await whole('plain')).deliveries[0]).toMatchObject({
        status: 'SCHEDULED',
        why: plain.deliveries[0]?.why,
      });
    });

    it('do not hold what is critical, or of a type that does not mind them', async () => {
      expect([of('critical').status, of('minded').status]).toEqual(['ACCEPTED', 'ACCEPTED']);
      await until(() => dispatched('critical').length === 1 && dispatched('minded').length === 1);
    });

    it('are explained with their end', async () => {
      const user = users.get('plain') as string;
      const { body } = await gateway.ask('GET', `/v1/users/${user}/preferences/explain?type=order_update`);
      expect(body).toMatchObject({
        time_zone: ZONE,
        channels: [
          {
            channel: 'email',
            answer: 'later',
            rule: 'quiet_hours',
            until: new Date(opening).toISOString(),
            targets: 1,
          },
          { channel: 'push', answer: 'later' },
          { channel: 'in_app', answer: 'yes', rule: 'default' },
          { channel: 'webhook', answer: 'no', rule: 'no_target' },
        ],
      });
    });

    it('what is held can be cancelled; what had left stays', async () => {
      const answer = await gateway.ask('DELETE', `/v1/notifications/${of('cancelled').id}`);
      expect(answer.status).toBe(200);
      expect((await whole('cancelled')).deliveries).toMatchObject([
        { channel: 'email', status: 'CANCELLED', why: 'It was cancelled before it went out' },
        { channel: 'in_app', status: 'ACCEPTED' },
      ]);
    });

    it('what expires before they end has expired', async () => {
      await until(() => kinds('short').includes('expired'), PATIENCE);
      expect(Date.now()).toBeLessThan(opening);
      expect((await whole('short')).deliveries).toMatchObject([{ status: 'EXPIRED', reason: 'expired' }]);
    }, 30_000);
  });

  describe('when they end', () => {
    beforeAll(opened, 90_000);

    it('what was held goes out once, after the end, and what is for one user comes together', async () => {
      expect(of('also').due_at).toBe(of('plain').due_at);
      await until(() => dispatched('plain').length === 2 && dispatched('also').length === 1, PATIENCE);
      expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(of('plain').due_at));
      const [, held] = dispatched('plain');
      expect([held?.topic, held?.value.delivery_id]).toEqual(['dispatch.email.medium', of('plain').deliveries[0]?.id]);
      expect(kinds('plain').toSorted()).toEqual(['accepted', 'accepted', 'scheduled']);
      expect((await whole('plain')).deliveries.map(({ status }) => status)).toEqual(['ACCEPTED', 'ACCEPTED']);
    }, 30_000);

    it('of one request for many, each goes in the minute of its user', async () => {
      const names = Array.from({ length: 5 }, (_, i) => `many ${i}`);
      await until(() => names.every((name) => dispatched(name).length === 1), PATIENCE);
    }, 30_000);

    it('what the user has opted out of meanwhile is not sent, and says so', async () => {
      await until(() => kinds('unwanted').includes('unsubscribed'), PATIENCE);
      expect(dispatched('unwanted')).toEqual([]);
      expect((await whole('unwanted')).deliveries).toMatchObject([
        { status: 'UNSUBSCRIBED', why: 'The user does not want order_update by email' },
      ]);
    }, 30_000);

    it('hours that the user has made longer meanwhile are kept', async () => {
      await until(() => kinds('longer').filter((kind) => kind === 'scheduled').length === 2, PATIENCE);
      expect(dispatched('longer')).toEqual([]);
      const [delivery] = (await whole('longer')).deliveries;
      expect(delivery).toMatchObject({ status: 'SCHEDULED', reason: 'quiet_hours' });
    }, 30_000);

    it('what was planned by an instance that died before it emitted it goes out all the same, once', async () => {
      await until(() => dying.kafka.about(doomed, 'dispatch').length > 0, PATIENCE);
      await until(async () => (await dying.count('outbox')) === 0, PATIENCE);
      expect(dying.kafka.about(doomed, 'dispatch')).toHaveLength(1);
    }, 30_000);

    it('nothing comes twice, and nothing of what was cancelled or had expired', async () => {
      const names = [...sent.keys()].filter((name) => name !== 'longer');
      const waiting = `select 1 from notifications where state = 1 and id = any('{${names.map((name) => of(name).id).join()}}')`;
      await until(async () => (await gateway.database.query(waiting)).length === 0, PATIENCE);
      const deliveries = gateway.kafka.emitted.filter(({ topic }) => topic.startsWith('dispatch'));
      const ids = deliveries.map(({ value }) => value.delivery_id);
      expect(new Set(ids).size).toBe(ids.length);
      expect([dispatched('short'), dispatched('cancelled').map(({ topic }) => topic)]).toEqual([
        [],
        ['dispatch.in_app.medium'],
      ]);
    }, 30_000);
  });
});
