import type { KafkaMessage } from 'kafkajs';
import type { ConsumedRecord } from '../record.js';

const NOTHING = Buffer.alloc(0);

/** Must not fail, whatever the record is: that would stop its partition. */
export function consumedRecord(topic: string, partition: number, message: KafkaMessage): ConsumedRecord {
  const bytes = message.value ?? NOTHING;
  return {
    topic,
    partition,
    offset: message.offset,
    key: message.key ? message.key.toString() : null,
    value: bytes.toString(),
    bytes,
    // Text already: see lean-decoder.
    headers: (message.headers ?? {}) as unknown as Record<string, string>,
    timestamp: Number(message.timestamp),
  };
}
