import { createRequire } from 'node:module';
import fc from 'fast-check';
import { crc32c } from './lean-checksum.js';
import { leanDecoder } from './lean-decoder.js';
import { leanEncoder } from './lean-encoder.js';
import { leanRecord } from './lean-records.js';

const require = createRequire(import.meta.url);
const theirCrc = require('kafkajs/src/protocol/recordBatch/crc32C') as (bytes: Buffer) => number;
const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => { readVarIntBytes(): Buffer };
const theirDecoder = require('kafkajs/src/protocol/recordBatch/record/v0/decoder') as typeof leanDecoder;
interface TheirEncoder {
  writeInt32(value: number): TheirEncoder;
  writeEncoderArray(values: readonly { buffer: Buffer; buf: Buffer }[]): TheirEncoder;
  readonly buffer: Buffer;
}
const Encoder = require('kafkajs/src/protocol/encoder') as new () => TheirEncoder;
class LeanEncoder extends Encoder {}
Object.assign(LeanEncoder.prototype, leanEncoder);

const bytes = fc.uint8Array({ maxLength: 2_000 }).map((b) => Buffer.from(b));
const text = fc.string({ unit: 'binary', maxLength: 100 });

describe('what we put in the place of parts of kafkajs', () => {
  it('sums up the same', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    fc.assert(fc.property(bytes, (b) => expect(crc32c(b)).toBe(theirCrc(b))));
  });

  it('encodes groups to the same bytes', () => {
    const all = (encoder: TheirEncoder, parts: Buffer[]) =>
      encoder
        .writeInt32(7)
        .writeEncoderArray(parts.map((buffer) => ({ buffer, buf: buffer })))
        .writeInt32(8).buffer;
    fc.assert(
      fc.property(fc.array(bytes), (parts) => {
        expect(all(new LeanEncoder(), parts).equals(all(new Encoder(), parts))).toBe(true);
      }),
    );
  });

  it('reads the same records, with headers as text', () => {
    const record = fc.record({
      offsetDelta: fc.nat(100_000),
      timestampDelta: fc.integer({ min: -1_000_000, max: 1_000_000_000 }),
      key: fc.oneof(text, bytes, fc.constant(null)),
      value: fc.oneof(text, bytes, fc.constant(null)),
      headers: fc.dictionary(
        // kafkajs takes a name that every object has, as toString, for one that came before.
        fc.string({ minLength: 1 }).filter((name) => !(name in {})),
        text,
      ),
    });
    const context = { firstTimestamp: '1790000000000', maxTimestamp: '1790000000009', timestampType: 0, magicByte: 2 };
    fc.assert(
      fc.property(record, fc.nat(2 ** 40), (given, firstOffset) => {
        const batch = { ...context, firstOffset: String(firstOffset) };
        const raw = () => new Decoder(new Decoder(leanRecord(given).buffer).readVarIntBytes()) as never;
        const theirs = theirDecoder(raw(), batch);
        const theirTexts = Object.entries(theirs.headers).map(([name, text]) => [name, text.toString()] as const);
        const headers: Record<string, string> = Object.fromEntries(theirTexts);
        const ours = leanDecoder(raw(), batch);
        const { key, value, timestamp, headers: texts } = ours;
        expect({ ...ours, key, value, timestamp, headers: texts }).toEqual({ ...theirs, headers });
      }),
    );
  });
});
