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
});
