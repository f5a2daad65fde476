import { decodeRecords, encodeRecords } from './records-codec.js';

describe('the records of an outbox row', () => {
  it('come back as they were', () => {
    const records = [
      { key: 'k', value: '{"a":"ü\\n😀"}', headers: { traceparent: '00-1-2-01', odd: 'line\nbreak' } },
      { key: null, value: '' },
      { key: '', value: 'two\nlines' },
    ];
    expect(decodeRecords(encodeRecords(records))).toEqual(records);
  });

  it('come back as they were when they are many, and take less room', () => {
    const records = Array.from({ length: 250 }, (_, n) => ({
      key: `k${n}`,
      value: JSON.stringify({ n, text: 'ü\n😀 of an ordinary length, as most are' }),
      headers: { ce_id: `id-${n}`, ce_type: 'carillon.dispatch.v1' },
    }));
    const stored = encodeRecords(records);
    expect(decodeRecords(stored)).toEqual(records);
    expect(stored.length).toBeLessThan(JSON.stringify(records).length / 3);
  });
});
