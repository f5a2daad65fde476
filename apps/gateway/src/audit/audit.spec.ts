import { jest } from '@jest/globals';
import { metrics } from '#libs/observability';
import type { Statement } from '#libs/persistence';
import { Audit } from './audit.js';

/** Counts what the statements would store, and can be away. */
class FakeTable {
  away = false;
  readonly counts = new Map<string, number>();

  query = <R>({ values }: Statement): Promise<R[]> => {
    if (this.away) return Promise.reject(new Error('away'));
    const [ids, counts] = [values[0] as string[], values[8] as number[]];
    ids.forEach((id, i) => this.counts.set(id, (this.counts.get(id) ?? 0) + counts[i]!));
    return Promise.resolve([]);
  };
}

const call = { action: 'sendNotification', reason: 'unknown_key', address: '203.0.113.0/24' } as const;
const valueOf = async (metric: { get(): Promise<{ values: { value: number; labels: object }[] }> }, labels: object) =>
  (await metric.get()).values.find((one) => JSON.stringify(one.labels) === JSON.stringify(labels))?.value ?? 0;

describe('the audit of refusals', () => {
  beforeEach(() => jest.useFakeTimers({ now: Date.UTC(2026, 0, 1, 12) }));
  afterEach(() => jest.useRealTimers());

  it('writes once a second, and nothing while nobody is refused', async () => {
    const table = new FakeTable();
    const query = jest.spyOn(table, 'query');
    const audit = new Audit(table);
    for (let i = 0; i < 500; i++) audit.refused(call);
    expect(query).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(30_000);
    expect(query).toHaveBeenCalledTimes(1);
    audit.refused(call);
    await jest.advanceTimersByTimeAsync(1_000);
    expect([...table.counts.values()]).toEqual([501]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('keeps what the table does not take, and writes it when it is back', async () => {
    const table = new FakeTable();
    const audit = new Audit(table);
    table.away = true;
    audit.refused(call);
    await jest.advanceTimersByTimeAsync(120_000);
    audit.refused(call);
    table.away = false;
    await jest.advanceTimersByTimeAsync(6_000);
    expect([...table.counts.values()]).toEqual([1, 1]);
  });

  it('writes the rest when the app stops, and counts what it has to leave', async () => {
    const table = new FakeTable();
    const [first, second] = [new Audit(table), new Audit(table)];
    first.refused(call);
    await first.stop();
    expect([...table.counts.values()]).toEqual([1]);
    const before = await valueOf(metrics.auditLost, { what: 'call' });
    table.away = true;
    for (let i = 0; i < 3; i++) second.refused(call);
    await second.stop();
    expect(await valueOf(metrics.auditLost, { what: 'call' })).toBe(before + 3);
  });

  it('counts every refusal by its reason', async () => {
    const audit = new Audit(new FakeTable());
    const before = await valueOf(metrics.authRefused, { reason: 'no_expiry' });
    audit.refused({ ...call, reason: 'no_expiry' });
    audit.allowed(call);
    expect(await valueOf(metrics.authRefused, { reason: 'no_expiry' })).toBe(before + 1);
    await audit.stop();
  });
});
