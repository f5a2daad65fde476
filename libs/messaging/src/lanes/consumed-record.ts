import type { KafkaMessage } from 'kafkajs';
import type { ConsumedRecord } from '../record.js';

const NOTHING = Buffer.alloc(0);

class Consumed implements ConsumedRecord {
  readonly offset: string;
  readonly key: string | null;
  readonly value: string;
  readonly bytes: Buffer;
  readonly timestamp: number;
  readonly #message: KafkaMessage;

  constructor(
    readonly topic: string,
    readonly partition: number,
    message: KafkaMessage,
  ) {
    this.offset = message.offset;
    this.key = message.key ? message.key.toString() : null;
    this.bytes = message.value ?? NOTHING;
    this.value = this.bytes.toString();
    this.timestamp = Number(message.timestamp);
    this.#message = message;
  }

  /** Text already, and read anew each time: see lean-decoder. */
  get headers(): Readonly<Record<string, string>> {
    return (this.#message.headers ?? {}) as unknown as Record<string, string>;
  }
}

/** Must not fail, whatever the record is: that would stop its partition. */
export const consumedRecord = (topic: string, partition: number, message: KafkaMessage): ConsumedRecord =>
  new Consumed(topic, partition, message);
