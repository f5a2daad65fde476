/**
 * Parts of kafkajs 2.2.4 that cost more than they do, replaced by ones that do the same for less: it has no maintainer who
 * would take the changes. Must be loaded before kafkajs itself, whose modules keep what they find. The specs beside each
 * compare it with the original.
 */
import { createRequire } from 'node:module';
import { crc32c } from './lean-checksum.js';
import { leanDecoder } from './lean-decoder.js';
import { leanEncoder } from './lean-encoder.js';
import { leanGrouping, leanMurmur2, leanRecord } from './lean-records.js';
import { QuietRequestQueue } from './quiet-request-queue.js';

const MODULES: Readonly<Record<string, unknown>> = {
  'kafkajs/src/protocol/recordBatch/crc32C': crc32c,
  'kafkajs/src/protocol/recordBatch/record/v0': leanRecord,
  'kafkajs/src/protocol/recordBatch/record/v0/decoder': leanDecoder,
  'kafkajs/src/producer/groupMessagesPerPartition': leanGrouping,
  'kafkajs/src/producer/partitioners/default/murmur2': leanMurmur2,
  'kafkajs/src/network/requestQueue': QuietRequestQueue,
};

const require = createRequire(import.meta.url);
for (const [name, lean] of Object.entries(MODULES)) {
  const path = require.resolve(name);
  require(name);
  (require.cache[path] as { exports: unknown }).exports = lean;
}
// A class that makes more of its own: its methods are replaced, and not itself.
Object.assign((require('kafkajs/src/protocol/encoder') as { prototype: object }).prototype, leanEncoder);
