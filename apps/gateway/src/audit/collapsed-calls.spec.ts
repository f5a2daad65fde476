import fc from 'fast-check';
import { isUuid, uuidv7Time } from '#libs/kernel';
import { CollapsedCalls } from './collapsed-calls.js';
import type { RecordedCall } from './recorded-call.js';

const NOON = Date.UTC(2026, 0, 1, 12);
const call = (over: Partial<RecordedCall> = {}): RecordedCall => ({
  action: 'sendNotification',
  outcome: 'refused',
  reason: 'unknown_key',
  address: '203.0.113.0/24',
  ...over,
});
const counted = (calls: { count: number }[]) => calls.reduce((sum, { count }) => sum + count, 0);

describe('calls that are alike', () => {
  it('are one row a minute, which later writes and other instances add to', () => {
    const [one, other] = [new CollapsedCalls(), new CollapsedCalls()];
    for (let i = 0; i < 1_000; i++) expect(one.add(call(), 1, NOON + i)).toBe('whole');
    const [row, ...more] = one.take();
    expect([row!.count, more]).toEqual([1_000, []]);
    expect(isUuid(row!.id)).toBe(true);
    expect(uuidv7Time(row!.id)).toBe(NOON);
    expect(one.take()).toEqual([]);
    one.add(call(), 1, NOON + 59_999);
    other.add(call(), 1, NOON + 3);
    expect([one.take(), other.take()]).toEqual([[{ ...row, count: 1 }], [{ ...row, count: 1 }]]);
    one.add(call(), 1, NOON + 60_000);
    expect(one.take()[0]!.id).not.toBe(row!.id);
  });

  it.each<[string, Partial<RecordedCall>]>([
    ['tenant', { tenant_id: 'acme' }],
    ['actor', { actor: 'c1' }],
    ['key', { key_id: 'k1' }],
    ['action', { action: 'sendBulk' }],
    ['outcome', { outcome: 'allowed', reason: undefined }],
    ['reason', { reason: 'expired' }],
    ['network', { address: undefined }],
  ])('are told apart by their %s', (_, over) => {
    const calls = new CollapsedCalls();
    calls.add(call(), 1, NOON);
    calls.add(call(over), 1, NOON);
    const ids = calls.take().map(({ id }) => id);
    expect(ids).toHaveLength(2);
    expect(ids).toEqual([...ids].sort());
  });

  it('from everywhere at once go into coarser rows, and leave room for others', () => {
    const calls = new CollapsedCalls();
    const kept = Array.from({ length: 20_000 }, (_, i) => calls.add(call({ address: `net-${i}` }), 1, NOON));
    expect(kept.filter((one) => one === 'whole')).toHaveLength(500);
    expect(kept).not.toContain('dropped');
    expect(calls.add(call({ tenant_id: 'acme', address: 'here' }), 1, NOON)).toBe('whole');
    const rows = calls.take();
    expect(rows).toHaveLength(502);
    expect(counted(rows)).toBe(20_001);
    expect(rows.find(({ count }) => count === 19_500)).not.toHaveProperty('address');
  });

  it('of any number of tenants are bounded, and what is left out is said', () => {
    const calls = new CollapsedCalls();
    const kept = Array.from({ length: 50_000 }, (_, i) => calls.add(call({ tenant_id: `t${i}` }), 1, NOON));
    const rows = calls.take();
    expect(rows.length).toBeLessThanOrEqual(6_000);
    expect(counted(rows) + kept.filter((one) => one === 'dropped').length).toBe(50_000);
  });

  it('wait, bounded too, while they cannot be written', () => {
    const calls = new CollapsedCalls();
    let given = 0;
    for (let minute = 0; minute < 60; minute++) {
      for (let i = 0; i < 400; i++) given += calls.add(call({ address: `n${i}` }), 1, NOON + minute * 60_000) ? 1 : 0;
      calls.putBack(calls.take());
    }
    const [rows, lost] = [calls.take(), calls.takeLost()];
    expect(rows.length).toBeLessThanOrEqual(10_000);
    expect(counted(rows) + lost).toBe(given);
    expect(lost).toBeGreaterThan(0);
  });

  it('are neither lost nor counted twice, in whatever order they come, are taken and put back', () => {
    const step = fc.oneof(
      fc.record({ actor: fc.constantFrom('a', 'b', undefined), at: fc.nat(200_000) }),
      fc.constantFrom('take' as const, 'fail' as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const calls = new CollapsedCalls();
        let [given, written] = [0, 0];
        for (const one of steps) {
          if (one === 'take') written += counted(calls.take());
          else if (one === 'fail') calls.putBack(calls.take());
          else given += calls.add(call({ actor: one.actor }), 1, NOON + one.at) === 'whole' ? 1 : 0;
        }
        const rest = calls.take();
        expect(new Set(rest.map(({ id }) => id)).size).toBe(rest.length);
        expect(written + counted(rest)).toBe(given);
      }),
    );
  });
});
