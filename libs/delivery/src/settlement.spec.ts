import { RETRY_SCHEDULES } from '#libs/resilience';
import { LEDGER, type LedgerRow } from './ledger-state.js';
import { lateSettlement, settlementOf, type CallResult, type Settling } from './settlement.js';
import { timing } from './timing.js';

const rules = { schedule: RETRY_SCHEDULES.sms.medium, timing: timing(10_000), random: () => 0.5 };
const item = (over: Partial<Settling> = {}): Settling => ({
  attempt: 1,
  claims: 1,
  whenInDoubt: 'resend',
  accountId: 'first',
  ...over,
});
const settle = (result: CallResult, over: Partial<Settling> = {}) => settlementOf(item(over), result, rules);

describe('what follows from an outcome', () => {
  test('sent', () => {
    const settled = settle({ kind: 'sent', providerMessageId: 'SM1' });
    expect(settled).toMatchObject({
      state: LEDGER.sent,
      providerMessageId: 'SM1',
      event: { kind: 'sent', attempt: 1 },
    });
  });

  test('sent, and that is the proof', () => {
    expect(settle({ kind: 'sent', delivered: true }).event?.kind).toBe('delivered');
  });

  test.each([
    [{ code: 'too_long', detail: 'too long' }, 'failed', LEDGER.failed],
    [{ code: 'bad_number', detail: 'no', bounced: true }, 'bounced', LEDGER.failed],
    [{ code: 'opted_out', detail: 'STOP' }, 'unsubscribed', LEDGER.unsubscribed],
  ] as const)('rejected as %o: %s', (why, kind, state) => {
    const settled = settle({ kind: 'rejected', ...why });
    expect(settled).toMatchObject({ state, event: { kind, reason: why.code } });
    expect(settled.again).toBeUndefined();
    expect(settled.optedOut).toBe(why.code === 'opted_out' ? true : undefined);
  });

  test('a retry is the next attempt, after the delay of its schedule, and explained', () => {
    expect(settle({ kind: 'retry', code: 'throttled' })).toMatchObject({
      state: LEDGER.retry,
      claims: 0,
      again: { attempt: 2, dueInMs: 5_000 },
      note: { event: 'retryable_failure', code: 'throttled' },
      event: { kind: 'scheduled', attempt: 2, reason: 'retry' },
    });
  });

  test('a retry waits as long as the provider asks for, and at most an hour', () => {
    expect(settle({ kind: 'retry', code: 'x', afterMs: 60_000 }).again?.dueInMs).toBe(60_000);
    expect(settle({ kind: 'retry', code: 'x', afterMs: 1e9 }).again?.dueInMs).toBe(3_600_000);
  });

  test('the last retry leads to the dead letters', () => {
    expect(settle({ kind: 'retry', code: 'down' }, { attempt: 6 })).toMatchObject({
      state: LEDGER.dead,
      dead: 'retries_exhausted:down',
    });
  });

  test('a retry that would come after the expiry is none', () => {
    expect(settle({ kind: 'retry', code: 'x' }, { expiresInMs: 4_000 })).toMatchObject({ state: LEDGER.expired });
  });

  test('what meets an account that is down waits like all that is parked, and the schedule does not count it, within reason', () => {
    const down: CallResult = { kind: 'retry', code: 'down' };
    const outage = { key: 'parked-here', parkMs: 60_000 };
    expect(settle(down, { outage, attempt: 6, failedOver: 2, avoid: ['other'] })).toMatchObject({
      state: LEDGER.retry,
      claims: 0,
      note: { event: 'retryable_failure', code: 'down' },
      event: { kind: 'scheduled', attempt: 7, reason: 'retry', detail: 'down', dueInMs: 60_000 },
      again: { attempt: 7, dueInMs: 60_000, heldBy: 'parked-here', routed: { avoid: undefined, failed_over: 3 } },
    });
    expect(settle(down, { outage, attempt: 17, failedOver: 16 }).again).toMatchObject({ attempt: 18, dueInMs: 5_000 });
    expect(settle({ ...down, afterMs: 20_000 }, { outage }).again).toMatchObject({ attempt: 2, dueInMs: 20_000 });
    expect(settle(down, { outage, hasOther: true }).again).toMatchObject({ dueInMs: 0 });
  });

  test("what is the provider's fault goes to another account at once, and the schedule does not count it", () => {
    const refused: CallResult = { kind: 'retry', code: 'not_authorized', detail: 'the key was revoked' };
    const first = settle(refused, { hasOther: true });
    expect(first).toMatchObject({
      state: LEDGER.retry,
      claims: 0,
      note: { event: 'retryable_failure', code: 'not_authorized', detail: 'the key was revoked' },
      event: { kind: 'scheduled', attempt: 2, reason: 'retry', detail: 'not_authorized' },
      again: { attempt: 2, dueInMs: 0, routed: { avoid: ['first'], failed_over: 1 } },
    });
    const all = { accountId: 'second', attempt: 2, avoid: ['first'], failedOver: 1 };
    expect(settle(refused, all).again).toEqual({
      attempt: 3,
      dueInMs: 5_000,
      routed: { avoid: undefined },
      isOnTime: false,
    });
    expect(settle(refused, { ...all, attempt: 6, failedOver: 1 }).dead).toBeUndefined();
    expect(settle(refused, { ...all, attempt: 7, failedOver: 1 }).dead).toBe('retries_exhausted:not_authorized');
  });

  test('a short wait that the provider asks for is better than another account, a long one is not', () => {
    const throttled = (afterMs?: number): CallResult => ({ kind: 'retry', code: 'throttled', afterMs });
    expect(settle(throttled(2_000), { hasOther: true }).again).toMatchObject({ dueInMs: 5_000, isOnTime: true });
    expect(settle(throttled(30_000), { hasOther: true }).again).toMatchObject({ dueInMs: 0 });
    expect(settle(throttled(), { hasOther: true }).again).toMatchObject({ dueInMs: 0 });
  });

  test('what may have been taken is never tried elsewhere at once', () => {
    for (const whenInDoubt of ['resend', 'hold'] as const) {
      const { again } = settle({ kind: 'unknown', code: 'timeout' }, { hasOther: true, whenInDoubt });
      expect(again?.dueInMs).toBeGreaterThan(0);
      expect(again?.routed?.avoid).toBeUndefined();
    }
  });

  test('what was not called goes elsewhere at once, where there is another', () => {
    expect(settle({ kind: 'uncalled', code: 'breaker_open' }, { hasOther: true }).again?.dueInMs).toBe(0);
    expect(settle({ kind: 'uncalled', code: 'breaker_open' }).again?.dueInMs).toBe(1_000);
  });

  test('an unknown outcome is sent again where its type says so, and counted', () => {
    expect(settle({ kind: 'unknown', code: 'timeout' })).toMatchObject({
      state: LEDGER.retry,
      claims: 1,
      again: { attempt: 2 },
      note: { event: 'unknown_outcome' },
    });
    expect(settle({ kind: 'unknown', code: 'timeout' }, { claims: 3 })).toMatchObject({
      state: LEDGER.dead,
      dead: 'unsettled_claims',
      note: { event: 'unknown_outcome' },
    });
  });

  test('an unknown outcome is held where its type says so, and asked about later', () => {
    const settled = settle({ kind: 'unknown', code: 'timeout' }, { whenInDoubt: 'hold' });
    expect(settled).toMatchObject({ state: LEDGER.doubt, event: { kind: 'processing', reason: 'in_doubt' } });
    expect(settled.again?.attempt).toBe(1);
  });

  test('a claim without a call uses up no attempt', () => {
    expect(settle({ kind: 'uncalled', code: 'breaker_open' }, { attempt: 2 })).toMatchObject({
      state: LEDGER.waiting,
      attempt: 1,
      claims: 0,
      again: { attempt: 2 },
    });
  });
});

describe('a settlement that comes after its claim was lost', () => {
  const row = (state: LedgerRow['state']): LedgerRow => ({
    delivery_id: 'd',
    state,
    attempt: 2,
    claims: 2,
    seq: 5,
    checks: 0,
    owner: null,
    lease_until: null,
  });
  const late = (state: LedgerRow['state'], result: CallResult) => lateSettlement(row(state), result, settle(result));
  const sent: CallResult = { kind: 'sent' };

  test.each([LEDGER.doubt, LEDGER.retry, LEDGER.waiting, LEDGER.dead])('a late success settles state %i', (state) => {
    expect(late(state, sent)).toMatchObject({ state: LEDGER.sent, attempt: 2 });
  });

  test.each([LEDGER.claimed, LEDGER.sent, LEDGER.expired])('a late success leaves state %i alone', (state) => {
    expect(late(state, sent)).toBeUndefined();
  });

  test('whatever is known for sure resolves a doubt', () => {
    expect(late(LEDGER.doubt, { kind: 'rejected', code: 'x', detail: '' })).toMatchObject({ state: LEDGER.failed });
    expect(late(LEDGER.doubt, { kind: 'retry', code: 'x' })).toMatchObject({ state: LEDGER.retry });
    expect(late(LEDGER.doubt, { kind: 'uncalled', code: 'x' })).toMatchObject({ state: LEDGER.waiting });
    expect(late(LEDGER.doubt, { kind: 'unknown', code: 'x' })).toBeUndefined();
  });

  test('a late failure does not undo what goes on without it', () => {
    expect(late(LEDGER.retry, { kind: 'rejected', code: 'x', detail: '' })).toBeUndefined();
  });
});
