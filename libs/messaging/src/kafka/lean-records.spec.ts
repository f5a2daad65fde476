import { createRequire } from 'node:module';
import fc from 'fast-check';
import { leanGrouping, leanMurmur2, leanRecord } from './lean-records.js';

const require = createRequire(import.meta.url);
const fresh = (name: string) => {
  delete require.cache[require.resolve(name)];
  return require(name) as (given: unknown) => unknown;
};
const theirRecord = fresh('kafkajs/src/protocol/recordBatch/record/v0') as (given: unknown) => { buffer: Buffer };
const theirMurmur2 = fresh('kafkajs/src/producer/partitioners/default/murmur2') as (key: unknown) => number;
const theirGrouping = fresh('kafkajs/src/producer/groupMessagesPerPartition');

const text = fc.string({ unit: 'binary', maxLength: 300 });
const bytes = fc.uint8Array({ maxLength: 200 }).map((b) => Buffer.from(b));

describe('what we put in the place of parts of kafkajs', () => {
  it('encodes a record to the same bytes', () => {
    const record = fc.record({
      offsetDelta: fc.nat(100_000),
      timestampDelta: fc.nat(1_000_000),
      key: fc.oneof(text, bytes, fc.constant(null)),
      value: fc.oneof(text, bytes, fc.constant(null)),
      headers: fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(text, bytes, fc.array(text, { maxLength: 3 }))),
    });
    fc.assert(
      fc.property(record, (given) => {
        expect(leanRecord(given).buffer.equals(theirRecord(given).buffer)).toBe(true);
      }),
    );
  });

  it('chooses the same partitions', () => {
    fc.assert(
      fc.property(fc.oneof(text, bytes), (key) => {
        expect(leanMurmur2(key) | 0).toBe(theirMurmur2(key) | 0);
      }),
    );
  });

  it('groups the same messages together', () => {
    const partitioner = ({ message }: { message: number }) => message % 7;
    fc.assert(
      fc.property(fc.array(fc.nat(1000)), (messages) => {
        const given = { topic: 't', partitionMetadata: [{}], messages, partitioner };
        expect(leanGrouping(given)).toEqual(theirGrouping(given));
      }),
    );
  });
});
