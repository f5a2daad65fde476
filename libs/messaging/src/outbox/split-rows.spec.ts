import { MAX_BYTES, MAX_RECORDS, splitRows } from './split-rows.js';

const record = (size = 1) => ({ key: null, value: 'x'.repeat(size) });

describe('outbox rows', () => {
  it('hold no more than so many records', () => {
    const parts = splitRows(Array.from({ length: 2 * MAX_RECORDS + 1 }, () => record()));
    expect(parts.map((p) => p.records.length)).toEqual([MAX_RECORDS, MAX_RECORDS, 1]);
  });

  it('hold no more than so many bytes, unless one record has more', () => {
    const big = MAX_BYTES / 2 + 1;
    const parts = splitRows([record(big), record(big), record(2 * MAX_BYTES), record(), record()]);
    expect(parts.map((p) => p.records.length)).toEqual([1, 1, 1, 2]);
  });

  it('are none for nothing', () => {
    expect(splitRows([])).toEqual([]);
  });
});
