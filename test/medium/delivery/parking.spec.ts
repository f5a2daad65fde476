/** What an account cannot take now comes back as a stream: nothing is lost, nothing spins, and never more than it takes. */
import type { DispatchRecord } from '#libs/contracts';
import { LEDGER, type Outcome } from '#libs/delivery';
import { until } from '#libs/testing';
import { anAccount, TenantsAccounts } from './accounts.js';
import { LaneFixture } from './lane-fixture.js';
import { localPaceOf, mostInASecond } from './paces.js';
import { aBatch, aRecord } from './records.js';

const PER_SECOND = 200;

const many = (count: number, over: Partial<DispatchRecord> = {}) => Array.from({ length: count }, () => aRecord(over));

describe('what an account cannot take now', () => {
  const lane = new LaneFixture();
  const { given, settled } = lane;
  const count = async (state: number): Promise<number> => {
    const text = `select count(*)::int as n from ledger where state = ${state}`;
    return (await lane.database.query<{ n: number }>(text))[0]?.n ?? 0;
  };
  beforeEach(async () => void (await lane.database.query('delete from ledger')));

  test('all that was parked in an outage arrives when it is over, no faster than the account takes it', async () => {
    let down = true;
    const answer = (): Outcome => (down ? { kind: 'retry', code: 'down' } : { kind: 'sent' });
    const account = anAccount('main', answer, { perSecond: PER_SECOND });
    const timing = { patienceMs: 100, parkFirstMs: 100, parkMostMs: 500 };
    const accounts = new TenantsAccounts({ acme: [account] });
    given({ accounts, paceOf: localPaceOf, breaker: { volume: 5, resetMs: 100 }, timing, slots: 64 });
    lane.ground.loop();
    const records = many(1_500);
    for (let i = 0; i < records.length; i += 500) void lane.ground.engine.handle(aBatch(records.slice(i, i + 500)));
    await until(async () => (await count(LEDGER.waiting)) > 1_000, { timeoutMs: 30_000, what: 'most to be parked' });
    // Long enough for several rounds of looking whether it works again.
    const probes = account.provider.calls.length;
    await until(() => account.provider.calls.length >= probes + 3, {
      timeoutMs: 30_000,
      what: 'three more tries',
    });
    const text = 'select max(checks)::int as most, sum(checks)::int as all from ledger';
    const [looks] = await lane.database.query<{ most: number; all: number }>(text);
    expect(looks?.most).toBeLessThan(20);
    expect(looks?.all).toBeLessThan(1_500 * 4);
    down = false;
    const from = account.provider.times.length;
    await until(async () => (await count(LEDGER.sent)) === 1_500, { timeoutMs: 60_000, what: 'all to be sent' });
    const times = account.provider.times.slice(from);
    expect(mostInASecond(times)).toBeLessThanOrEqual(PER_SECOND);
  }, 120_000);

  test('a rate slows an account and fails nothing; what is beyond it holds no partition and no other tenant', async () => {
    const slow = anAccount('slow', undefined, { perSecond: 50 });
    const fast = anAccount('fast');
    const accounts = new TenantsAccounts({ acme: [slow], other: [fast] });
    given({ accounts, paceOf: localPaceOf, timing: { patienceMs: 500 } });
    lane.ground.loop();
    const ours = many(300);
    const handled = lane.ground.engine.handle(aBatch([...ours, ...many(20, { tenant_id: 'other' })]));
    await until(() => fast.provider.calls.length === 20);
    await handled;
    // At 50 a second they take six: who handles them has not waited for that.
    expect(slow.provider.calls.length).toBeLessThan(ours.length);
    await Promise.all(ours.map((record) => until(() => slow.provider.callsOf(record.delivery_id).length === 1)));
    expect(mostInASecond(slow.provider.times)).toBeLessThanOrEqual(50);
    expect(slow.provider.calls.every((call) => call.attempt === 1)).toBe(true);
  }, 30_000);

  test('an account that has said when to come again is not called before, by anybody', async () => {
    const account = anAccount('main', () =>
      account.provider.calls.length === 1 ? { kind: 'retry', code: 'throttled', afterMs: 1_000 } : { kind: 'sent' },
    );
    const accounts = new TenantsAccounts({ acme: [account] });
    given({ accounts, timing: { patienceMs: 300 } });
    lane.ground.loop();
    const first = aRecord();
    await lane.ground.engine.handle(aBatch([first]));
    const others = many(20);
    await lane.ground.engine.handle(aBatch(others));
    await Promise.all([first, ...others].map(({ delivery_id }) => settled(delivery_id, LEDGER.sent)));
    const [throttled, ...later] = account.provider.times as [number, ...number[]];
    expect(later).toHaveLength(21);
    expect(Math.min(...later) - throttled).toBeGreaterThanOrEqual(995);
    expect(Math.max(...later) - throttled).toBeLessThan(10_000);
  });

  test('few that were parked for long try the account themselves, and all arrive soon after it works again', async () => {
    let down = true;
    const account = anAccount('main', () => (down ? { kind: 'retry', code: 'down' } : { kind: 'sent' }));
    const timing = { patienceMs: 50, parkFirstMs: 600_000, parkMostMs: 600_000, trialMostMs: 100 };
    const accounts = new TenantsAccounts({ acme: [account] });
    given({ accounts, breaker: { volume: 3, resetMs: 100 }, timing });
    lane.ground.loop();
    await lane.ground.engine.handle(aBatch(many(5)));
    const records = many(5);
    await lane.ground.engine.handle(aBatch(records));
    const before = account.provider.calls.length;
    await until(() => account.provider.calls.length >= before + 2, { what: 'two trials in vain' });
    down = false;
    await Promise.all(records.map(({ delivery_id }) => settled(delivery_id, LEDGER.sent)));
  });

  test('what an instance had parked that died is called back by the next one', async () => {
    const down = anAccount('main', { kind: 'retry', code: 'down' });
    const timing = { patienceMs: 50, parkFirstMs: 600_000, parkMostMs: 600_000 };
    given({ accounts: new TenantsAccounts({ acme: [down] }), breaker: { volume: 3, resetMs: 60_000 }, timing });
    lane.ground.loop();
    await lane.ground.engine.handle(aBatch(many(5)));
    const records = many(5);
    await lane.ground.engine.handle(aBatch(records));
    await lane.ground.close();
    const again = anAccount('main');
    given({ accounts: new TenantsAccounts({ acme: [again] }), timing });
    lane.ground.loop();
    // What it has to do anyway brings it to the account.
    const next = aRecord();
    await lane.ground.engine.handle(aBatch([next]));
    await Promise.all([...records, next].map(({ delivery_id }) => settled(delivery_id, LEDGER.sent)));
  });

  test('what expires while it is parked ends so', async () => {
    const account = anAccount('main', { kind: 'retry', code: 'down' });
    const timing = { patienceMs: 50, parkFirstMs: 100, parkMostMs: 200 };
    given({ accounts: new TenantsAccounts({ acme: [account] }), breaker: { volume: 3, resetMs: 60_000 }, timing });
    lane.ground.loop();
    await lane.ground.engine.handle(aBatch(many(5)));
    const record = aRecord({ expires_at: new Date(Date.now() + 1_000).toISOString() });
    await lane.ground.engine.handle(aBatch([record]));
    await settled(record.delivery_id, LEDGER.expired);
    expect(account.provider.callsOf(record.delivery_id)).toEqual([]);
  });
});
