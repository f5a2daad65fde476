/** How accounts do, over a real Redis: all instances say it, and whoever asks gets it as one. */
import { connectRedis } from '#libs/cache';
import { EquipmentStore, HealthBoard, type Outcome } from '#libs/delivery';
import { uuidv7 } from '#libs/kernel';
import { silentLog } from '#libs/messaging';
import { dependencies, until } from '#libs/testing';
import { anAccount } from './accounts.js';
import { LaneFixture } from './lane-fixture.js';
import { aBatch, aRecord } from './records.js';

const { redis: url } = dependencies({ redis: 'real' });
const SINCE = '2026-01-02T03:04:05.000Z';

describe('how an account does', () => {
  const redis = connectRedis(url, { name: 'health' });
  let now: number;
  let id: string;
  const aBoard = (channel: 'email' | 'sms' = 'email') => new HealthBoard({ channel, redis, now: () => now });
  const well = () => ({ id, state: 'closed', since: SINCE, recent_success: 1 }) as const;
  beforeAll(() => until(() => redis.status === 'ready'));
  beforeEach(() => {
    now = Date.now();
    id = uuidv7();
  });
  afterAll(() => redis.disconnect());

  test('is the worst that any instance sees, since when one has seen it, and all their calls together', async () => {
    const [one, other] = [aBoard(), aBoard()];
    await one.say('others', [well()]);
    await one.say('critical', [{ ...well(), state: 'open', since: '2026-01-02T03:05:00.000Z', recent_success: 0 }]);
    await other.say('others', [{ ...well(), state: 'open', since: '2026-01-02T03:04:30.000Z', recent_success: 0.5 }]);
    expect(await aBoard().of([id])).toEqual([
      { state: 'open', since: '2026-01-02T03:04:30.000Z', recent_success: 0.5 },
    ]);
    expect(await aBoard('sms').of([id])).toEqual([undefined]);
  });

  test('is forgotten when nobody says it any more, one instance at a time', async () => {
    const [gone, here] = [aBoard(), aBoard()];
    await gone.say('others', [{ ...well(), state: 'open' }]);
    now += 20_000;
    await here.say('others', [well()]);
    expect(await here.of([id])).toMatchObject([{ state: 'open' }]);
    now += 15_000;
    expect(await here.of([id, uuidv7()])).toEqual([{ state: 'closed', since: SINCE, recent_success: 1 }, undefined]);
    now += 20_000;
    expect(await here.of([id])).toEqual([undefined]);
  });

  test('is not known while Redis is away, and nothing waits for it', async () => {
    const lost = connectRedis(url, { name: 'lost' });
    await until(() => lost.status === 'ready');
    lost.disconnect();
    const board = new HealthBoard({ channel: 'email', redis: lost });
    await board.say('others', [well()]);
    expect(await board.of([id])).toEqual([undefined]);
  });

  describe('in a lane', () => {
    const lane = new LaneFixture();
    test('follows from what its calls come to', async () => {
      const equipper = new EquipmentStore({ channel: 'email', critical: false, redis, resetMs: 100, log: silentLog });
      let outcome: Outcome = { kind: 'sent' };
      const account = { ...anAccount('main', () => outcome), id };
      lane.given({ accounts: [account, anAccount('other', undefined, { order: 2 })], parts: { equipper } });
      const board = aBoard();
      const health = async () => {
        await board.say('others', equipper.reports);
        return (await aBoard().of([id]))[0];
      };
      const send = () => lane.ground.engine.handle(aBatch(Array.from({ length: 15 }, () => aRecord())));
      expect(await health()).toBeUndefined();
      await send();
      expect(await health()).toMatchObject({ state: 'closed', recent_success: 1 });
      outcome = { kind: 'retry', code: 'down' };
      const before = new Date().toISOString();
      await until(async () => (await send(), (await health())?.state !== 'closed'));
      const ill = await health();
      expect(ill!.recent_success).toBeLessThan(0.7);
      expect(ill!.since >= before).toBe(true);
      outcome = { kind: 'sent' };
      await until(async () => (await send(), (await health())?.state === 'closed'));
      expect(await health()).toMatchObject({ recent_success: 1 });
      equipper.close();
    });
  });
});
