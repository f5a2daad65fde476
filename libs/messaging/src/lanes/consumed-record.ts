import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { ConsumedRecord } from '../record.js';

/** A header that came more than once counts as its first. */
function textHeaders(headers: IHeaders | undefined): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) texts[name] = first.toString();
  }
  return texts;
}

const NOTHING = Buffer.alloc(0);

export function consumedRecord(topic: string, partition: number, message: KafkaMessage): ConsumedRecord {
  const bytes = message.value ?? NOTHING;
  return {
    topic,
    partition,
    offset: message.offset,
    key: message.key ? message.key.toString() : null,
    value: bytes.toString(),
    bytes,
    headers: textHeaders(message.headers),
    timestamp: Number(message.timestamp),
  };
}
