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
import { quietRequestQueue } from './quiet-request-queue.js';

const MODULES: Readonly<Record<string, unknown>> = {
  'kafkajs/src/protocol/recordBatch/crc32C': crc32c,
  'kafkajs/src/protocol/recordBatch/record/v0': leanRecord,
  'kafkajs/src/protocol/recordBatch/record/v0/decoder': leanDecoder,
  'kafkajs/src/producer/groupMessagesPerPartition': leanGrouping,
  'kafkajs/src/producer/partitioners/default/murmur2': leanMurmur2,
};
const METHODS: Readonly<Record<string, object>> = {
  'kafkajs/src/protocol/encoder': leanEncoder,
  'kafkajs/src/network/requestQueue': quietRequestQueue,
};

const require = createRequire(import.meta.url);
for (const [name, lean] of Object.entries(MODULES)) {
  const path = require.resolve(name);
  require(name);
  (require.cache[path] as { exports: unknown }).exports = lean;
}
for (const [name, methods] of Object.entries(METHODS)) {
  Object.assign((require(name) as { prototype: object }).prototype, methods);
}
