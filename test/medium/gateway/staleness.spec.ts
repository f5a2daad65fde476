/**
 * A change that was answered holds for the very next notification, at every gateway, whatever dies meanwhile. Two gateways, and
 * apps/preferences and Redis as processes that can be killed.
 */
import { ServerRun } from '#libs/cache';
import { NO_PREFERENCES } from '#libs/contracts';
import { migrate } from '#libs/persistence';
import { freePort, testDatabase, until, type TestDatabase } from '#libs/testing';
import { build } from '../running/build.js';
import { migrations } from '../../../apps/preferences/src/migrations/index.js';
import { MortalPreferences, MortalRedis } from './mortal-services.js';
import { RunningGateway, type Answer } from './running-gateway.js';

const USERS = 20;
const GATEWAYS = [0, 1];
/** Answered, and followed by a notification at every gateway that was decided and not held: so many in the calm and in each chaos. */
const CHANGES = 1_000;
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
    await build(); // apps/preferences runs on dist/
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
    /** Followed by what was decided at every gateway. */
    changes: number;
    held: number;
  }
  const noneYet = (): Tally => ({ violations: [], changes: 0, held: 0 });
  const enough = ({ changes }: Tally) => changes >= CHANGES;

  /** Turns the wishes of all users over, so many times each, and sends by each gateway as soon as a change was answered. */
  const turnOver = async (name: string, tally = noneYet(), times = CHANGES): Promise<Tally> => {
    const users = usersOf(name);
    await gateway.ask('PUT', '/v1/users/bulk', {
      body: { users: users.map((id) => ({ id, email: `${id}@example.com` })) },
    });
    const turn = async (user: string): Promise<void> => {
      for (let i = 0; i < times && !enough(tally); i++) {
        const wants = i % 2 === 1;
        await say(user, wants);
        const answers = await Promise.all(GATEWAYS.toReversed().map((instance) => sendTo(user, instance)));
        const starts = answers.map(decided);
        if (!starts.includes(undefined)) tally.changes += 1;
        for (const start of starts) {
          if (start === undefined) tally.held += 1;
          if (start !== undefined && start !== (wants ? 'ACCEPTED' : 'UNSUBSCRIBED'))
            tally.violations.push(`${user} ${i}: ${wants ? 'wants' : 'does not want'}, and it started ${start}`);
        }
      }
    };
    await Promise.all(users.map(turn));
    return tally;
  };

  it('holds at both gateways at once, a thousand times', async () => {
    const { violations, changes, held } = await turnOver('calm', noneYet(), CHANGES / USERS);
    expect(violations).toEqual([]);
    expect([changes, held]).toEqual([CHANGES, 0]);
  }, 120_000);

  it('holds when Redis comes back with the versions of long ago, and with the copies that fit them', async () => {
    const users = usersOf('snapshot');
    await turnOver('snapshot', noneYet(), 2);
    await redis.save();
    await Promise.all(users.map((user) => say(user, false)));
    await redis.restart();
    await until(() => GATEWAYS.every((instance) => ServerRun.of(gateway.resourcesOf(instance).redis).id));
    const answers = await Promise.all(
      users.flatMap((user) => GATEWAYS.map((instance) => sendTo(user, instance).then(decided))),
    );
    expect(new Set(answers)).toEqual(new Set(['UNSUBSCRIBED']));
  }, 60_000);

  /** Again and again until it was enough; answers how often. */
  const killRedisThrough = async (tally: Tally): Promise<number> => {
    let deaths = 0;
    for (; !enough(tally); deaths++) {
      const before = tally.changes;
      await redis.restart();
      await until(() => enough(tally) || tally.changes >= before + USERS, PATIENCE);
    }
    return deaths;
  };

  it('holds while Redis dies again and again, a thousand times', async () => {
    const tally = noneYet();
    const [deaths] = await Promise.all([killRedisThrough(tally), turnOver('redis', tally)]);
    expect(tally.violations).toEqual([]);
    expect(tally.changes).toBeGreaterThanOrEqual(CHANGES);
    expect(deaths).toBeGreaterThanOrEqual(10);
  }, 120_000);

  it('holds while preferences die between the commit and the answer, before and after the versions moved, a thousand times', async () => {
    await preferences.end();
    preferences = await MortalPreferences.begin(database.schema, env(), ['before', 'after'], CHANGES / 5);
    const { violations, changes } = await turnOver('death');
    expect(violations).toEqual([]);
    expect(changes).toBeGreaterThanOrEqual(CHANGES);
    expect(preferences.deaths).toBeGreaterThanOrEqual(4);
  }, 180_000);

  it('holds while both die at once, a thousand times', async () => {
    await preferences.end();
    preferences = await MortalPreferences.begin(database.schema, env(), ['before', 'after'], CHANGES / 5);
    const tally = noneYet();
    const [deaths] = await Promise.all([killRedisThrough(tally), turnOver('both', tally)]);
    expect(tally.violations).toEqual([]);
    expect(tally.changes).toBeGreaterThanOrEqual(CHANGES);
    expect(deaths).toBeGreaterThanOrEqual(10);
    expect(preferences.deaths).toBeGreaterThanOrEqual(4);
  }, 240_000);

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
