import type { KafkaSettings } from './kafka-settings.js';
import type { KafkaRecord } from './record.js';

/** Sends records in groups; critical topics (`….critical`) have a connection and a queue of their own. */
export declare class Emitter {
  constructor(settings: KafkaSettings);
  /** Connects in the background: an app starts without Kafka. */
  start(): void;
  /** Resolves when the brokers have it. Rejects with KafkaUnavailableError soon when Kafka is known to be away. */
  emit(topic: string, records: readonly KafkaRecord[]): Promise<void>;
  readonly up: boolean;
  /** Resolves when Kafka answers (again). */
  whenUp(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
