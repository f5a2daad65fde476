import fc from 'fast-check';
import { decide, IN_DOUBT_LOOK_AGAIN_MS, type Asked, type Decision } from './decide.js';
import { isSettled, LEDGER, MAX_DOUBT_CHECKS, MAX_UNSETTLED_CLAIMS, type LedgerRow } from './ledger-state.js';

const NOW = 1_000_000;
const aRow = (over: Partial<LedgerRow> = {}): LedgerRow => ({
  delivery_id: '00000000-0000-7000-8000-000000000001',
  state: LEDGER.claimed,
  attempt: 1,
  claims: 1,
  seq: 1,
  checks: 0,
  owner: 'them',
  lease_until: NOW + 500,
  ...over,
});
const asked = (over: Partial<Asked> = {}): Asked => ({
  attempt: 1,
  owner: 'us',
  whenInDoubt: 'resend',
  wish: { do: 'send' },
  proof: false,
  ...over,
});
const ranOut = { lease_until: NOW - 1 };
const expired = { do: 'end', kind: 'expired', reason: 'expired' } as const;
const unserved = { do: 'hold', reason: 'no_provider' } as const;
const hold = { do: 'hold', reason: 'preferences_unreadable' } as const;

describe('what is done with a record whose delivery has a row', () => {
  test.each<[string, Partial<LedgerRow>, Partial<Asked>, Decision]>([
    ['settled: dropped', { state: LEDGER.sent }, {}, { do: 'drop' }],
    ['cancelled: dropped', { state: LEDGER.cancelled, attempt: 0 }, {}, { do: 'drop' }],
    ['under a live lease: looked at again when it ends', {}, {}, { do: 'look_again', at: NOW + 500 }],
    ['a later attempt under a live lease: likewise', { attempt: 2 }, {}, { do: 'look_again', at: NOW + 500 }],
    ['our own claim, whose commit we did not see: ours', { owner: 'us' }, {}, { do: 'adopt', attempt: 1 }],
    ['ran out, type resends: claimed as the next attempt', ranOut, {}, { do: 'claim', attempt: 2, claims: 2 }],
    ['ran out, type holds: in doubt', ranOut, { whenInDoubt: 'hold' }, { do: 'doubt', checks: 0 }],
    ['ran out, but it was delivered: resolved', ranOut, { proof: true }, { do: 'resolve' }],
    ['ran out for the third time: given up', { ...ranOut, claims: 3 }, {}, { do: 'dead', reason: 'unsettled_claims' }],
    ['ran out and expired meanwhile: expired', ranOut, { wish: expired }, expired],
    [
      'ran out, preferences unreadable: waits',
      ranOut,
      { wish: hold },
      { do: 'look_again', at: NOW + IN_DOUBT_LOOK_AGAIN_MS },
    ],
    [
      'served by nobody: waits, for somebody may be about to be',
      { state: LEDGER.waiting, attempt: 0, checks: 7 },
      { wish: unserved },
      { ...unserved, checks: 8 },
    ],
    [
      'served by nobody for long: given up',
      { state: LEDGER.waiting, attempt: 0, checks: 8 },
      { wish: unserved },
      { do: 'dead', reason: 'no_provider' },
    ],
    [
      'preferences unreadable for long: waits all the same',
      { state: LEDGER.waiting, attempt: 0, checks: 80 },
      { wish: hold },
      { ...hold, checks: 81 },
    ],
    [
      'in doubt, no proof yet: asks again, later',
      { state: LEDGER.doubt, lease_until: NOW, checks: 2 },
      {},
      { do: 'doubt', checks: 3 },
    ],
    [
      'in doubt, and the provider has not got it: claimed as the next attempt, though its type holds',
      { state: LEDGER.doubt, lease_until: NOW },
      { absent: true, whenInDoubt: 'hold' },
      { do: 'claim', attempt: 2, claims: 2 },
    ],
    [
      'in doubt, and the provider has not got it, but it expired: expired',
      { state: LEDGER.doubt, lease_until: NOW },
      { absent: true, wish: expired },
      expired,
    ],
    [
      'in doubt for the third time, and the provider has not got it: given up',
      { state: LEDGER.doubt, lease_until: NOW, claims: 3 },
      { absent: true },
      { do: 'dead', reason: 'in_doubt' },
    ],
    [
      'ran out, type holds, and the provider has not got it: claimed',
      ranOut,
      { whenInDoubt: 'hold', absent: true },
      { do: 'claim', attempt: 2, claims: 2 },
    ],
    ['in doubt, proof came: resolved', { state: LEDGER.doubt, lease_until: NOW }, { proof: true }, { do: 'resolve' }],
    [
      'in doubt, nobody to ask: again soon, uncounted',
      { state: LEDGER.doubt, lease_until: NOW },
      { proof: undefined },
      { do: 'look_again', at: NOW + IN_DOUBT_LOOK_AGAIN_MS },
    ],
    [
      'in doubt, its own check still to come: dropped',
      { state: LEDGER.doubt, lease_until: NOW + 60_000 },
      {},
      { do: 'drop' },
    ],
    [
      'in doubt for too long: a person must look',
      { state: LEDGER.doubt, lease_until: NOW, checks: MAX_DOUBT_CHECKS },
      {},
      { do: 'dead', reason: 'in_doubt' },
    ],
    [
      'retry, its attempt: claimed',
      { state: LEDGER.retry, claims: 0 },
      { attempt: 2 },
      { do: 'claim', attempt: 2, claims: 1 },
    ],
    ['retry, an attempt that is settled: dropped', { state: LEDGER.retry }, {}, { do: 'drop' }],
    ['waiting: claimed', { state: LEDGER.waiting, attempt: 0, claims: 0 }, {}, { do: 'claim', attempt: 1, claims: 1 }],
    [
      'waiting, preferences still unreadable: held on',
      { state: LEDGER.waiting, attempt: 0, checks: 1 },
      { wish: hold },
      { do: 'hold', reason: 'preferences_unreadable', checks: 2 },
    ],
    ['waiting, expired: ended', { state: LEDGER.waiting, attempt: 0 }, { wish: expired }, expired],
    [
      'a retry that is not wanted any more: ended',
      { state: LEDGER.retry },
      { attempt: 2, wish: { do: 'end', kind: 'unsubscribed', reason: 'opted_out_of_all' } },
      { do: 'end', kind: 'unsubscribed', reason: 'opted_out_of_all' },
    ],
  ])('%s', (_, row, ask, expected) => {
    expect(decide(aRow(row), asked(ask), NOW)).toEqual(expected);
  });
});

describe('whatever the row and the record', () => {
  const rows = fc.record({
    delivery_id: fc.constant('d'),
    state: fc.constantFrom(...Object.values(LEDGER)),
    attempt: fc.integer({ min: 0, max: 9 }),
    claims: fc.integer({ min: 0, max: 4 }),
    seq: fc.nat(20),
    checks: fc.nat(9),
    owner: fc.constantFrom('us', 'them', null),
    lease_until: fc.option(fc.integer({ min: NOW - 5_000, max: NOW + 5_000 })),
  });
  const asks = fc.record({
    attempt: fc.integer({ min: 1, max: 9 }),
    owner: fc.constant('us'),
    whenInDoubt: fc.constantFrom('resend' as const, 'hold' as const),
    wish: fc.constantFrom<Asked['wish']>({ do: 'send' }, hold, expired, { do: 'dead', reason: 'unreadable' }),
    proof: fc.option(fc.boolean(), { nil: undefined }),
  });
  const always = (holds: (row: LedgerRow, ask: Asked, decision: Decision) => boolean): void =>
    fc.assert(
      fc.property(rows, asks, (row, ask) => holds(row, ask, decide(row, ask, NOW))),
      { numRuns: 2_000 },
    );

  test('what is settled is never touched again', () => {
    always((row, _, decision) => !isSettled(row.state) || decision.do === 'drop');
  });

  test('a claim never repeats an attempt', () => {
    always((row, _, decision) => decision.do !== 'claim' || decision.attempt > row.attempt);
  });

  test("another's live lease is never broken", () => {
    const live = (row: LedgerRow): boolean =>
      row.state === LEDGER.claimed && row.owner !== 'us' && (row.lease_until ?? 0) > NOW;
    always((row, _, decision) => !live(row) || decision.do === 'look_again');
  });

  test('what may have been sent is not sent again where its type holds', () => {
    const doubtful = (row: LedgerRow): boolean =>
      row.state === LEDGER.doubt || (row.state === LEDGER.claimed && row.owner !== 'us');
    always((row, ask, decision) => !doubtful(row) || ask.whenInDoubt !== 'hold' || decision.do !== 'claim');
  });

  test('nothing is claimed that is held, expired or unreadable', () => {
    always((_, ask, decision) => decision.do !== 'claim' || ask.wish.do === 'send');
  });

  test('no fourth claim follows three that nobody settled', () => {
    const open = (row: LedgerRow): boolean => row.state === LEDGER.claimed;
    always((row, _, decision) => !open(row) || decision.do !== 'claim' || row.claims < MAX_UNSETTLED_CLAIMS);
  });

  test('proof ends the doubt', () => {
    always((row, ask, decision) => row.state !== LEDGER.doubt || ask.proof !== true || decision.do === 'resolve');
  });
});
