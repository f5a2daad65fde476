import type { KafkaMessage } from 'kafkajs';
import type { ConsumedRecord } from '../record.js';

const NOTHING = Buffer.alloc(0);

/** Text is made anew each time that it is asked for: thousands of records wait for their turn, and most are read once. */
class Consumed implements ConsumedRecord {
  readonly #message: KafkaMessage;

  constructor(
    readonly topic: string,
    readonly partition: number,
    message: KafkaMessage,
  ) {
    this.#message = message;
  }

  get offset(): string {
    return this.#message.offset;
  }

  get key(): string | null {
    return this.#message.key?.toString() ?? null;
  }

  get bytes(): Buffer {
    return this.#message.value ?? NOTHING;
  }

  get value(): string {
    return this.bytes.toString();
  }

  get timestamp(): number {
    return Number(this.#message.timestamp);
  }

  /** Text already: see lean-decoder. */
  get headers(): Readonly<Record<string, string>> {
    return (this.#message.headers ?? {}) as unknown as Record<string, string>;
  }
}

/** Must not fail, whatever the record is: that would stop its partition. */
export const consumedRecord = (topic: string, partition: number, message: KafkaMessage): ConsumedRecord =>
  new Consumed(topic, partition, message);
