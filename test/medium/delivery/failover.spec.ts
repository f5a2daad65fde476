/** Several accounts in one lane: who gets what, and what happens when one of them fails. */
import type { DispatchRecord } from '#libs/contracts';
import { LEDGER, type Account } from '#libs/delivery';
import { until } from '#libs/testing';
import { anAccount, TenantsAccounts } from './accounts.js';
import { LaneFixture } from './lane-fixture.js';
import { aBatch, aRecord, vault } from './records.js';

const many = (count: number, over: Partial<DispatchRecord> = {}) => Array.from({ length: count }, () => aRecord(over));
const REFUSED = { kind: 'retry', code: 'not_authorized', detail: 'the key of ada@example.org was revoked' } as const;

describe('the delivery engine with several accounts', () => {
  const lane = new LaneFixture();
  const { given, row, settled, kinds, notes } = lane;
  const sent = (records: readonly DispatchRecord[]) =>
    Promise.all(records.map((record) => settled(record.delivery_id, LEDGER.sent)));
  /** What came back for this delivery, as it was emitted. */
  const emitted = (id: string): DispatchRecord[] =>
    lane.ground.kafka.values<DispatchRecord>('dispatch.email.medium').filter((r) => r.delivery_id === id);

  test('the best one gets everything while it is well', async () => {
    const accounts = [anAccount('first'), anAccount('second', undefined, { order: 2 })];
    given({ accounts });
    await lane.ground.engine.handle(aBatch(many(50)));
    expect(accounts.map(({ provider }) => provider.calls.length)).toEqual([50, 0]);
  });

  test('equal ones share by weight', async () => {
    const accounts = [anAccount('first', undefined, { weight: 3 }), anAccount('second')];
    given({ accounts });
    await lane.ground.engine.handle(aBatch(many(400)));
    expect(accounts[0]?.provider.calls.length).toBeGreaterThan(250);
    expect(accounts[1]?.provider.calls.length).toBeGreaterThan(50);
  });

  test('each gets what it serves', async () => {
    const target = (email: string) => vault.seal('acme', JSON.stringify({ channel: 'email', email }));
    const german = aRecord({ target: target('ada@example.de') });
    const other = aRecord({ target: target('ada@example.org') });
    const accounts = [
      anAccount('germany', undefined, { onlyFor: ['.de'] }),
      anAccount('world', undefined, { order: 2 }),
    ];
    given({ accounts });
    await lane.ground.engine.handle(aBatch([german, other]));
    expect(accounts.map(({ provider }) => provider.calls.map((c) => c.deliveryId))).toEqual([
      [german.delivery_id],
      [other.delivery_id],
    ]);
  });

  test("a refusal that is the provider's fault goes to the second account at once, and is explained", async () => {
    const [first, second] = [anAccount('first', REFUSED), anAccount('second', undefined, { order: 2 })];
    given({ accounts: [first, second], timing: { factor: 1_000 } });
    lane.ground.loop();
    const record = aRecord();
    await lane.ground.engine.handle(aBatch([record]));
    await settled(record.delivery_id, LEDGER.sent);
    expect(second.provider.calls.map((c) => c.attempt)).toEqual([2]);
    await until(() => kinds(record.delivery_id).length === 2);
    const events = lane.ground.kafka.events(record.delivery_id);
    expect(events.map(({ kind, provider, attempt }) => ({ kind, provider, attempt }))).toEqual([
      { kind: 'scheduled', provider: 'first', attempt: 2 },
      { kind: 'sent', provider: 'second', attempt: 2 },
    ]);
    expect(emitted(record.delivery_id)).toMatchObject([{ avoid: ['first'], failed_over: 1, attempt: 2 }]);
    const text = 'select event, code, detail, account, provider from attempts where delivery_id = $1';
    expect(await lane.database.query(text, [record.delivery_id])).toEqual([
      {
        event: 'retryable_failure',
        code: 'not_authorized',
        detail: expect.stringContaining('was revoked') as string,
        account: 'first',
        provider: 'first',
      },
    ]);
    expect(JSON.stringify(await lane.database.query(text, [record.delivery_id]))).not.toContain('ada@');
  });

  test('when all have refused it, the schedule decides, and nobody is avoided any more', async () => {
    const accounts = [anAccount('first', REFUSED), anAccount('second', REFUSED, { order: 2 })];
    given({ accounts });
    lane.ground.loop();
    const record = aRecord();
    await lane.ground.engine.handle(aBatch([record]));
    await until(() => accounts.every(({ provider }) => provider.calls.length === 2));
    const [toSecond, later, again] = emitted(record.delivery_id);
    expect([toSecond?.avoid, later?.avoid, again?.avoid?.length]).toEqual([['first'], undefined, 1]);
    accounts[0]!.provider.answer = () => ({ kind: 'sent' });
    await settled(record.delivery_id, LEDGER.sent);
  });

  test('accepted and dropped: nobody else is asked to send it, and what is in doubt stays so', async () => {
    const [first, second] = [
      anAccount('first', { kind: 'unknown', code: 'timeout' }),
      anAccount('second', undefined, { order: 2 }),
    ];
    given({ accounts: [first, second], timing: { doubtFirstMs: 60_000 } });
    lane.ground.loop();
    const records = many(3, { when_in_doubt: 'hold' });
    await lane.ground.engine.handle(aBatch(records));
    for (const { delivery_id } of records) expect(await row(delivery_id)).toMatchObject({ state: LEDGER.doubt });
    expect(second.provider.calls).toEqual([]);
  });

  test('when a breaker opens, what waits for it goes to the next account, and nothing that it may have taken', async () => {
    const first = anAccount('first', { kind: 'unknown', code: 'timeout' });
    const second = anAccount('second', undefined, { order: 2 });
    given({
      accounts: [first, second],
      slots: 2,
      breaker: { volume: 4, resetMs: 60_000 },
      timing: { doubtFirstMs: 60_000 },
    });
    lane.ground.loop();
    const records = many(60, { when_in_doubt: 'hold' });
    await lane.ground.engine.handle(aBatch(records));
    const taken = new Set(first.provider.calls.map((c) => c.deliveryId));
    expect(taken.size).toBeLessThan(10);
    await sent(records.filter((r) => !taken.has(r.delivery_id)));
    expect(second.provider.calls.filter((c) => taken.has(c.deliveryId))).toEqual([]);
  });

  test('one call tries the first again, and then everything goes by it', async () => {
    const first = anAccount('first', REFUSED);
    const second = anAccount('second', undefined, { order: 2 });
    given({ accounts: [first, second], breaker: { volume: 4, resetMs: 100 } });
    lane.ground.loop();
    const records = many(40);
    await lane.ground.engine.handle(aBatch(records));
    await sent(records);
    const breaker = lane.ground.breakerOf(first);
    await until(() => breaker.state === 'half_open');
    const [failing, before] = [many(30), first.provider.calls.length];
    await lane.ground.engine.handle(aBatch(failing));
    await sent(failing);
    expect(first.provider.calls.length).toBe(before + 1);
    await until(() => breaker.state === 'half_open');
    first.provider.answer = () => ({ kind: 'sent' });
    await lane.ground.engine.handle(aBatch(many(1)));
    await until(() => breaker.state === 'closed');
    const [after, others] = [first.provider.calls.length, second.provider.calls.length];
    await lane.ground.engine.handle(aBatch(many(30)));
    expect([first.provider.calls.length - after, second.provider.calls.length - others]).toEqual([30, 0]);
  });

  test('the dead account of one tenant does not keep another waiting in the same lane, and nothing of it is lost', async () => {
    const [dead, live] = [anAccount('dead', { kind: 'retry', code: 'down' }), anAccount('live')];
    const accounts = new TenantsAccounts({ acme: [dead], other: [live] });
    given({ accounts, breaker: { volume: 4, resetMs: 60_000 }, timing: { patienceMs: 100 } });
    await lane.ground.engine.handle(aBatch(many(8)));
    expect(lane.ground.breakerOf(dead).state).toBe('open');
    const theirs = many(100, { tenant_id: 'other' });
    const ours = many(600);
    const batch = aBatch(ours.flatMap((r, i) => (i < 100 ? [r, theirs[i]!] : [r])));
    const handled = lane.ground.engine.handle(batch);
    await until(() => live.provider.calls.length === 100);
    await handled; // the dead one's are parked, and hold their partition no longer
    expect(batch.doneOffsets.size).toBe(700);
    for (const { delivery_id } of ours.slice(0, 5))
      expect(await row(delivery_id)).toMatchObject({ state: LEDGER.waiting });
    const first = ours[0] as DispatchRecord;
    await until(() => lane.ground.kafka.events(first.delivery_id).length > 0);
    expect(lane.ground.kafka.events(first.delivery_id)[0]).toMatchObject({
      kind: 'scheduled',
      reason: 'provider_unavailable',
      attempt: 1,
    });
  });

  test('a provider that hangs does not hold what waits for it behind it, either', async () => {
    const [hung, live] = [anAccount('hung', () => new Promise(() => {})), anAccount('live')];
    given({
      accounts: new TenantsAccounts({ acme: [hung], other: [live] }),
      slots: 2,
      timing: { patienceMs: 100, callTimeoutMs: 1_000 },
    });
    const batch = aBatch([...many(20), ...many(5, { tenant_id: 'other' })]);
    await lane.ground.engine.handle(batch);
    expect([hung.provider.calls.length, live.provider.calls.length, batch.doneOffsets.size]).toEqual([2, 5, 25]);
  });

  test('an account that is changed or removed sends nothing more of what waits: that goes where the book says now', async () => {
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const old = anAccount('main', () => gate.then(() => ({ kind: 'sent' })));
    const changed = anAccount('main');
    const accounts = new TenantsAccounts({ acme: [old] });
    given({ accounts, slots: 2 });
    const handled = lane.ground.engine.handle(aBatch(many(20)));
    await until(() => old.provider.calls.length === 2);
    accounts.byTenant['acme'] = [changed];
    accounts.changed('main');
    await until(() => changed.provider.calls.length === 18);
    release();
    await handled;
    expect([old.provider.calls.length, changed.provider.calls.length]).toEqual([2, 18]);
  });

  test('whose accounts must be looked up waits for that, and nobody else does', async () => {
    let answer = (): void => {};
    const [ours, theirs] = [anAccount('ours'), anAccount('theirs')];
    const accounts = new TenantsAccounts({ acme: [ours], other: [theirs] });
    given({ accounts });
    accounts.slow = new Promise((resolve) => (answer = resolve));
    const handled = lane.ground.engine.handle(aBatch(many(5)));
    accounts.slow = undefined;
    await lane.ground.engine.handle(aBatch(many(5, { tenant_id: 'other' })));
    expect([ours.provider.calls.length, theirs.provider.calls.length]).toEqual([0, 5]);
    answer();
    await handled;
    expect(ours.provider.calls).toHaveLength(5);
  });

  test('what nobody serves is held with a reason, and leaves when somebody does', async () => {
    const accounts = new TenantsAccounts({});
    given({ accounts });
    lane.ground.loop();
    const record = aRecord();
    await lane.ground.engine.handle(aBatch([record, record]));
    await until(() => lane.ground.kafka.events(record.delivery_id)[0]?.reason === 'no_provider');
    const here: Account = anAccount('here');
    accounts.byTenant['acme'] = [here];
    await settled(record.delivery_id, LEDGER.sent);
    expect(await notes(record.delivery_id)).toEqual([]);
  });

  test('what none of the accounts reaches is a dead letter in the end, though another tenant’s would reach it', async () => {
    const narrow = anAccount('narrow', undefined, { onlyFor: ['.de'] });
    const wide = anAccount('wide');
    given({
      accounts: new TenantsAccounts({ acme: [narrow], other: [wide] }),
      timing: { holdFirstMs: 1, holdMostMs: 5 },
    });
    lane.ground.loop();
    const record = aRecord();
    await lane.ground.engine.handle(aBatch([record]));
    await settled(record.delivery_id, LEDGER.dead);
    await until(() => kinds(record.delivery_id).includes('dead'));
    const events = lane.ground.kafka.events(record.delivery_id);
    expect(events.map(({ kind, reason }) => `${kind}: ${reason}`)).toEqual([
      ...Array.from({ length: 8 }, () => 'scheduled: no_provider'),
      'dead: no_provider',
    ]);
    const letters = 'select reason from dead_letters where delivery_id = $1';
    expect(await lane.database.query(letters, [record.delivery_id])).toEqual([{ reason: 'no_provider' }]);
    expect([narrow.provider.calls, wide.provider.calls]).toEqual([[], []]);
  });
});
