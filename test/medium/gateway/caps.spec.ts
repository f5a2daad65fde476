/** What a user gets of a category in a day of theirs has an end. */
import { randomBytes } from 'node:crypto';
import { moveVersions, preferencesKey, PREFERENCES_NAMESPACE } from '#libs/cache';
import { NO_PREFERENCES, TYPES_AT_THE_START, type NotificationType, type Profile } from '#libs/contracts';
import { Database, Janitor } from '#libs/persistence';
import { dependencies, testUser, until } from '#libs/testing';
import { deleteOldCounts } from '../../../apps/gateway/src/notifications/daily-cap/daily-counts.statements.js';
import { Sealer } from '../../../apps/gateway/src/notifications/intake/build-notification.js';
import { PlanHeldService } from '../../../apps/gateway/src/notifications/plan-held/plan-held.service.js';
import type { Recipients } from '../../../apps/gateway/src/recipients/found-recipient.js';
import { personHasher } from '../../../apps/gateway/src/recipients/person-hash.js';
import { aRequest, RunningGateway, type Answer } from './running-gateway.js';

const { postgres } = dependencies({ postgres: 'real' });
const [alert] = TYPES_AT_THE_START;
const newsletter = TYPES_AT_THE_START.find(({ name }) => name === 'newsletter')!;
const offers = (name: string, daily_cap: number | null, over: Partial<NotificationType> = {}): NotificationType => ({
  ...newsletter,
  category: 'offers',
  channels: ['email', 'push'],
  name,
  daily_cap,
  ...over,
});

describe('daily caps', () => {
  let gateway: RunningGateway;
  let second: number;
  beforeAll(async () => {
    const over = { MASTER_KEYS: [{ id: 'k1', key: randomBytes(32) }] };
    gateway = await RunningGateway.begin({}, over);
    second = await gateway.another({}, over);
    const types = [
      offers('offer', 3),
      offers('rare_offer', 1),
      offers('any_offer', null),
      offers('critical_offer', 1, { critical: true }),
      { ...alert!, name: 'capped_alert', daily_cap: 1 },
    ];
    for (const type of types) {
      await gateway.database.query('insert into notification_types values ($1, $2, $3)', [
        gateway.tenant,
        type.name,
        JSON.stringify(type),
      ]);
    }
  }, 30_000);
  afterAll(() => gateway.end());

  const aUser = (over: Partial<Profile> = {}) => gateway.peers.store(gateway.tenant, testUser(), over).user_id;
  const send = (user_id: string, type = 'offer', over: object = {}, instance = 0) =>
    gateway.send({ to: undefined, user_id, notification_type: type, channels: undefined, ...over }, {}, instance);
  const statuses = (answers: readonly Answer[]) => answers.map(({ body }) => body.status);
  const count = (answers: readonly Answer[], status: string) =>
    statuses(answers).filter((one) => one === status).length;
  const whole = async (id: string) => (await gateway.ask('GET', `/v1/notifications/${id}`)).body;
  const dispatched = (id: string) => gateway.kafka.about(id, 'dispatch').length;

  it('let exactly as many out as they say, however many come at once and at which instance', async () => {
    const user = aUser();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => send(user, 'offer', {}, i % 2 === 0 ? 0 : second)),
    );
    expect(answers.every(({ status }) => status === 202)).toBe(true);
    expect([count(answers, 'ACCEPTED'), count(answers, 'SUPPRESSED')]).toEqual([3, 37]);
    expect((await send(aUser())).body.status).toBe('ACCEPTED');
  });

  it('say why nothing came, and send nothing', async () => {
    const user = aUser();
    await send(user, 'rare_offer');
    const { body } = await send(user, 'rare_offer');
    expect(body).toMatchObject({
      status: 'SUPPRESSED',
      deliveries: [
        { channel: 'email', status: 'SUPPRESSED', reason: 'daily_cap' },
        { channel: 'push', status: 'SUPPRESSED', reason: 'daily_cap' },
      ],
    });
    await until(() => gateway.kafka.about(body.id, 'status').length === 2);
    const events = gateway.kafka.about(body.id, 'status').map(({ value }) => [value.kind, value.reason]);
    expect(events).toEqual([
      ['suppressed', 'daily_cap'],
      ['suppressed', 'daily_cap'],
    ]);
    expect(dispatched(body.id)).toBe(0);
    expect((await whole(body.id)).status).toBe('SUPPRESSED');
  });

  it('count a category as a whole, each type by its own cap, and neither what has none nor what is critical', async () => {
    const user = aUser();
    const types = [
      'any_offer',
      'critical_offer',
      'offer',
      'rare_offer',
      'offer',
      'critical_offer',
      'offer',
      'offer',
      'any_offer',
    ];
    const answers: Answer[] = [];
    for (const type of types) answers.push(await send(user, type));
    expect(statuses(answers).map((status) => status === 'ACCEPTED')).toEqual([
      true,
      true,
      true,
      false,
      true,
      true,
      true,
      false,
      true,
    ]);
    expect(statuses([await send(user, 'capped_alert'), await send(user, 'capped_alert')])).toEqual([
      'ACCEPTED',
      'ACCEPTED',
    ]);
  });

  it('of several types hold within one bulk, in its order', async () => {
    const user = aUser();
    const types = ['rare_offer', 'rare_offer', 'offer', 'rare_offer', 'offer', 'offer'];
    const { body } = await gateway.ask('POST', '/v1/notifications/bulk', {
      body: {
        notifications: types.map((type) =>
          aRequest({ to: undefined, user_id: user, notification_type: type, channels: ['email'] }),
        ),
      },
    });
    const after = await Promise.all(body.results.map(({ id }) => whole(id)));
    expect(after.map(({ status }) => status === 'ACCEPTED')).toEqual([true, false, true, false, true, false]);
  });

  it('count a notification once, however often its key is sent', async () => {
    const user = aUser();
    const idempotency_key = testUser();
    const first = await send(user, 'offer', { idempotency_key });
    const again = await Promise.all(
      Array.from({ length: 6 }, (_, i) => send(user, 'offer', { idempotency_key }, i % 2 === 0 ? 0 : second)),
    );
    for (const answer of again.filter(({ status }) => status === 202)) expect(answer.body).toEqual(first.body);
    const others = [await send(user), await send(user), await send(user)];
    expect(statuses(others)).toEqual(['ACCEPTED', 'ACCEPTED', 'SUPPRESSED']);
    const over = { idempotency_key: testUser() };
    const [refused, replayed] = [await send(user, 'offer', over), await send(user, 'offer', over, second)];
    expect([refused.body.status, replayed.body]).toEqual(['SUPPRESSED', refused.body]);
    expect(replayed.headers.get('idempotency-replayed')).toBe('true');
  });

  it('begin anew with the user’s own day', async () => {
    const [east, west] = [aUser({ time_zone: 'Pacific/Kiritimati' }), aUser({ time_zone: 'Pacific/Niue' })];
    await Promise.all([send(east, 'rare_offer'), send(west, 'rare_offer')]);
    const days = await gateway.database.query<{ days: number }>(
      `select (max(day) - min(day)) as days from daily_counts`,
    );
    expect(days[0]!.days).toBeGreaterThanOrEqual(1);
    await gateway.database.query(`update daily_counts set day = day - 10`);
    expect((await send(east, 'rare_offer')).body.status).toBe('ACCEPTED');
    expect((await send(east, 'rare_offer')).body.status).toBe('SUPPRESSED');
  });

  it('hold for those who are not stored, by their address', async () => {
    const to = { email: `${testUser()}@example.com` };
    const answers = [
      await gateway.send({ to, notification_type: 'rare_offer' }),
      await gateway.send({ to, notification_type: 'rare_offer' }),
    ];
    expect(statuses(answers)).toEqual(['ACCEPTED', 'SUPPRESSED']);
  });

  describe('of what was held', () => {
    const held = async (user: string, type = 'rare_offer') => {
      gateway.peers.away = true;
      const { body } = await send(user, type).finally(() => (gateway.peers.away = false));
      expect(body.status).toBe('SCHEDULED');
      return body.id;
    };
    /** After a failure preferences are left alone for a moment. */
    const readable = (user = aUser()) => until(async () => (await send(user, 'any_offer')).body.status === 'ACCEPTED');
    const planned = (id: string) =>
      until(async () => !['SCHEDULED'].includes((await whole(id)).status), { timeoutMs: 15_000 });

    it('are looked at when it is planned, and counted then', async () => {
      const user = testUser();
      const before = await gateway.count('daily_counts');
      const ids = [await held(user), await held(user), await held(user)];
      expect(await gateway.count('daily_counts')).toBe(before);
      gateway.peers.store(gateway.tenant, user);
      for (const id of ids) await planned(id);
      const after = await Promise.all(ids.map(whole));
      const words = after.map(({ status }) => status).sort();
      expect(words).toEqual(['ACCEPTED', 'SUPPRESSED', 'SUPPRESSED']);
      const over = after.find(({ status }) => status === 'SUPPRESSED')!;
      expect(over.deliveries).toMatchObject([{ reason: 'daily_cap' }, { reason: 'daily_cap' }]);
      expect(dispatched(over.id)).toBe(0);
      await readable(user);
      expect((await send(user, 'rare_offer')).body.status).toBe('SUPPRESSED');
    }, 30_000);

    it('give back what was counted for one that was cancelled meanwhile', async () => {
      const [user, { reading: db, outbox, vault }] = [testUser(), gateway.resourcesOf()];
      gateway.peers.away = true;
      const { body } = await send(user, 'rare_offer');
      const cancelling: Recipients = {
        find: async () => {
          await gateway.ask('DELETE', `/v1/notifications/${body.id}`);
          return [{ kind: 'found', profile: gateway.peers.store(gateway.tenant, user) }];
        },
      };
      const [sealer, personOf] = [new Sealer(vault), personHasher(vault)];
      const inline = { find: () => Promise.resolve([]) };
      const parts = { db, outbox, sealer, personOf, recipients: cancelling, inline, heldForMs: 200, timeFactor: 0.1 };
      await new PlanHeldService(parts).handle([{ key: null, value: body.id }]);
      gateway.peers.away = false;
      expect((await whole(body.id)).status).toBe('CANCELLED');
      await readable();
      expect((await send(user, 'rare_offer')).body.status).toBe('ACCEPTED');
    }, 30_000);

    /** A change as apps/preferences makes it: what was kept of the user is stale before it is answered. */
    const wakeUp = async (user: string) => {
      gateway.peers.store(gateway.tenant, user, { version: 2 });
      const { redis, vault } = gateway.resourcesOf();
      const key = preferencesKey(gateway.tenant, vault.keyedHash(gateway.tenant, user));
      await moveVersions(redis, PREFERENCES_NAMESPACE, [key]);
    };

    it('count what went out in part before', async () => {
      const inHours = (n: number) => `${new Date(Date.now() + n * 3_600_000).toISOString().slice(11, 13)}:00`;
      const quiet_hours = { start: inHours(-1), end: inHours(3), channels: ['push'] as const };
      const user = aUser({ preferences: { ...NO_PREFERENCES, quiet_hours } });
      await readable();
      const { body } = await send(user, 'rare_offer');
      expect(body.deliveries.map(({ status }) => status).sort()).toEqual(['ACCEPTED', 'SCHEDULED']);
      const later = await send(user, 'rare_offer');
      expect(later.body.status).toBe('SUPPRESSED');
      await wakeUp(user);
      await gateway.database.query(
        `update outbox set due_at = now(), wake_at = now() where destination = 'local:plan'`,
      );
      await until(() => dispatched(body.id) === 2, { timeoutMs: 15_000 });
    }, 30_000);
  });

  it('are forgotten some days later', async () => {
    const db = Database.connect(postgres, { schema: gateway.database.schema, name: 'test', max: 1 });
    await gateway.database.query(`update daily_counts set day = day - 10`);
    const user = aUser();
    await send(user);
    await new Janitor(db, deleteOldCounts, () => {}).clean();
    await db.close();
    expect(await gateway.count('daily_counts')).toBe(1);
  });
});
