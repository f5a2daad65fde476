/**
 * A change that was answered holds for the very next notification, at every gateway, whatever dies meanwhile. Two gateways, and
 * apps/preferences and Redis as processes that can be killed.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ServerRun } from '#libs/cache';
import { NO_PREFERENCES } from '#libs/contracts';
import { migrate } from '#libs/persistence';
import { freePort, testDatabase, until, type TestDatabase } from '#libs/testing';
import { migrations } from '../../../apps/preferences/src/migrations/index.js';
import { MortalPreferences, MortalRedis } from './mortal-services.js';
import { RunningGateway, type Answer } from './running-gateway.js';

const USERS = 20;
const GATEWAYS = [0, 1];
const MASTER_KEY = Buffer.alloc(32, 9);
/** The most that a change is said again while something is down. */
const PATIENCE = { timeoutMs: 20_000, everyMs: 20 };

describe('a change that was answered', () => {
  let gateway: RunningGateway;
  let redis: MortalRedis;
  let preferences: MortalPreferences;
  let database: TestDatabase;
  let port: number;

  const env = () => ({
    PORT: '0',
    RPC_PORT: `${port}`,
    GATEWAY_RPC: '127.0.0.1:1',
    LOG_LEVEL: 'silent',
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    TIME_FACTOR: '1',
    MASTER_KEYS: `k1:${MASTER_KEY.toString('base64')}`,
  });

  beforeAll(async () => {
    const build = join(import.meta.dirname, '../../../scripts/build.mjs');
    await promisify(execFile)(process.execPath, [build]); // apps/preferences runs on dist/
    database = await testDatabase({ migrate: (url, schema) => migrate(url, schema, migrations) });
    port = await freePort();
    redis = await MortalRedis.begin();
    const over = {
      REDIS_URL: redis.url,
      PREFERENCES_RPC: [`127.0.0.1:${port}`],
      MASTER_KEYS: [{ id: 'k1', key: MASTER_KEY }],
      TIME_FACTOR: 1,
    };
    gateway = await RunningGateway.begin({ peer: undefined }, over);
    await gateway.another({ peer: undefined }, over);
  }, 120_000);
  beforeEach(async () => {
    preferences = await MortalPreferences.begin(database.schema, env());
  });
  afterEach(() => preferences.end());
  afterAll(async () => {
    await gateway.end();
    await redis.end();
    await database.drop();
  });

  /** Said again until it is answered with a yes, as a client does that gets a 503. */
  const say = async (user: string, wants: boolean): Promise<void> => {
    const body = { ...NO_PREFERENCES, channels: { email: wants } };
    const put = () => gateway.ask('PUT', `/v1/users/${user}/preferences`, { body });
    await until(async () => (await put()).status === 200, PATIENCE);
  };
  const sendTo = (user: string, instance: number): Promise<Answer> =>
    gateway.send({ to: undefined, user_id: user, channels: ['email', 'in_app'] }, {}, instance);

  /** undefined: nothing was decided (it is held, or not taken in), which is never wrong. */
  const decided = ({ status, body }: Answer): string | undefined => {
    const [email] = status === 202 ? body.deliveries : [];
    return email && email.status !== 'SCHEDULED' ? email.status : undefined;
  };

  const usersOf = (name: string) => Array.from({ length: USERS }, (_, i) => `${name}-${i}`);

  interface Tally {
    violations: string[];
    decided: number;
    held: number;
  }

  /** Turns the wishes of all users over, so many times, and sends by each gateway as soon as a change was answered. */
  const turnOver = async (
    name: string,
    times: number,
    go: () => boolean = () => true,
    tally: Tally = { violations: [], decided: 0, held: 0 },
  ): Promise<Tally> => {
    const users = usersOf(name);
    await gateway.ask('PUT', '/v1/users/bulk', {
      body: { users: users.map((id) => ({ id, email: `${id}@example.com` })) },
    });
    const turn = async (user: string): Promise<void> => {
      for (let i = 0; i < times && go(); i++) {
        const wants = i % 2 === 1;
        await say(user, wants);
        const answers = await Promise.all(GATEWAYS.toReversed().map((instance) => sendTo(user, instance)));
        for (const start of answers.map(decided)) {
          if (start === undefined) tally.held += 1;
          else tally.decided += 1;
          if (start !== undefined && start !== (wants ? 'ACCEPTED' : 'UNSUBSCRIBED'))
            tally.violations.push(`${user} ${i}: ${wants ? 'wants' : 'does not want'}, and it started ${start}`);
        }
      }
    };
    await Promise.all(users.map(turn));
    return tally;
  };

  it('holds at both gateways at once, a thousand times', async () => {
    const { violations, decided: sent, held } = await turnOver('calm', 1_000 / USERS);
    expect(violations).toEqual([]);
    expect([sent, held]).toEqual([2_000, 0]);
  }, 120_000);

  it('holds when Redis comes back with the versions of long ago, and with the copies that fit them', async () => {
    const users = usersOf('snapshot');
    await turnOver('snapshot', 2);
    await redis.save();
    await Promise.all(users.map((user) => say(user, false)));
    await redis.restart();
    await until(() => GATEWAYS.every((instance) => ServerRun.of(gateway.resourcesOf(instance).redis).id));
    const answers = await Promise.all(
      users.flatMap((user) => GATEWAYS.map((instance) => sendTo(user, instance).then(decided))),
    );
    expect(new Set(answers)).toEqual(new Set(['UNSUBSCRIBED']));
  }, 60_000);

  it('holds while Redis dies again and again', async () => {
    const tally: Tally = { violations: [], decided: 0, held: 0 };
    let done = false;
    const chaos = async (): Promise<void> => {
      for (let deaths = 1; deaths <= 8; deaths++) {
        await redis.restart();
        await until(() => tally.decided >= deaths * USERS, PATIENCE);
      }
    };
    await Promise.all([chaos().finally(() => (done = true)), turnOver('redis', 1_000, () => !done, tally)]);
    expect(tally.violations).toEqual([]);
  }, 60_000);

  it('holds while preferences die between the commit and the answer, before and after the versions moved', async () => {
    await preferences.end();
    const points = (['before', 'after'] as const).flatMap((point) => [point, point]);
    preferences = await MortalPreferences.begin(database.schema, env(), points, 2 * USERS);
    const { violations, decided: sent } = await turnOver('death', 1_000, () => preferences.deaths < points.length);
    expect(violations).toEqual([]);
    expect(preferences.deaths).toBe(points.length);
    expect(sent).toBeGreaterThan(2 * USERS * points.length);
  }, 60_000);

  it('holds for what was held before it', async () => {
    const user = 'waits';
    await gateway.ask('PUT', `/v1/users/${user}`, { body: { email: 'waits@example.com' } });
    await preferences.end();
    const held = await Promise.all(GATEWAYS.map((instance) => sendTo(user, instance)));
    expect(held.map(({ body }) => body.status)).toEqual(['SCHEDULED', 'SCHEDULED']);
    const text = "select id from notifications where state = 1 and intent->>'user_id' = $1";
    preferences = await MortalPreferences.begin(database.schema, env());
    await say(user, false);
    const waiting = await gateway.database.query<{ id: string }>(text, [user]);
    await until(async () => (await gateway.database.query(text, [user])).length === 0, { timeoutMs: 20_000 });
    const dispatched = waiting.flatMap(({ id }) => gateway.kafka.about(id, 'dispatch').map(({ topic }) => topic));
    expect(dispatched.filter((topic) => topic.startsWith('dispatch.email'))).toEqual([]);
  }, 40_000);
});
