/** What was parked in an outage leaves as fast as the account takes it once it works again: neither late, nor all at once. */
import { LEDGER, type Outcome } from '#libs/delivery';
import { until } from '#libs/testing';
import { anAccount, TenantsAccounts, type TestAccount } from './accounts.js';
import { LaneFixture } from './lane-fixture.js';
import { localPaceOf, mostInASecond } from './paces.js';
import { aBatch, aRecord } from './records.js';

const many = (count: number, tenant_id = 'acme') => Array.from({ length: count }, () => aRecord({ tenant_id }));
const DOWN: Outcome = { kind: 'retry', code: 'down' };
const TRIED = 3;
/** As after a long outage, which need not be waited for here. */
const PARKED_MS = 15_000;

describe('the end of an outage', () => {
  const lane = new LaneFixture();
  const { given } = lane;
  let down: boolean;
  let account: TestAccount;

  const count = async (state: number): Promise<number> => {
    const text = `select count(*)::int as n from ledger where tenant_id = 'acme' and state = ${state}`;
    return (await lane.database.query<{ n: number }>(text))[0]?.n ?? 0;
  };
  const counted = (state: number, n: number) =>
    until(async () => (await count(state)) === n, { timeoutMs: 60_000, what: `${n} in state ${state}` });
  const one = (tenant: string) => lane.ground.engine.handle(aBatch(many(1, tenant)));
  const trial = async (tenant: string): Promise<void> => {
    await until(() => lane.ground.breakerOf(account).state === 'half_open');
    await one(tenant);
  };

  beforeEach(async () => {
    down = true;
    await lane.database.query('delete from ledger');
  });

  /** So many wait, some of which have tried. */
  async function anOutage(n: number, over: { readonly perSecond?: number; readonly group: number }) {
    account = anAccount('main', () => (down ? DOWN : { kind: 'sent' }), over);
    const timing = { factor: 1, patienceMs: 1_000, parkFirstMs: PARKED_MS, parkMostMs: PARKED_MS };
    const accounts = new TenantsAccounts({ acme: [account], herald: [account] });
    const slots = over.group === 1 ? 64 : 4;
    given({ accounts, paceOf: localPaceOf, breaker: { volume: 5, resetMs: 200 }, timing, slots });
    lane.ground.loop();
    // What fails before anybody knows of the outage comes by the schedule of its retries, and is not what is tried here.
    for (let i = 0; i < 6; i++) await one('herald');
    for (let i = 0; i < TRIED; i++) await trial('acme');
    const records = many(n - TRIED);
    for (let i = 0; i < records.length; i += 500) void lane.ground.engine.handle(aBatch(records.slice(i, i + 500)));
    await until(async () => (await count(LEDGER.waiting)) + (await count(LEDGER.retry)) === n, { timeoutMs: 30_000 });
  }

  async function drained(n: number): Promise<{ seconds: number; times: number[] }> {
    const from = account.provider.times.length;
    down = false;
    await trial('herald');
    const began = performance.now();
    await counted(LEDGER.sent, n);
    const times = account.provider.times.slice(from).map((time) => time - began);
    return { seconds: (performance.now() - began) / 1_000, times };
  }

  test.each([1, 500])(
    'an account with a rate, %i a call: near to its rate, and never above it',
    async (group) => {
      const [perSecond, n] = [600, 3_000];
      await anOutage(n, { perSecond, group });
      const { seconds, times } = await drained(n);
      // 0.87 of it is the most that its stream gives, and 0.8 are usual; without calling back it is a third.
      expect(n / seconds).toBeGreaterThan(perSecond * 0.5);
      expect(mostInASecond(times)).toBeLessThanOrEqual(perSecond);
    },
    120_000,
  );

  test('an account without one: a little at first, and more and more for as long as it takes it', async () => {
    const n = 5_000;
    await anOutage(n, { group: 500 });
    const { seconds, times } = await drained(n);
    expect(seconds).toBeLessThan(7);
    const soon = times.filter((time) => time < (times[0] as number) + 500);
    expect(soon.length).toBeLessThan(1_000);
  }, 120_000);
});
