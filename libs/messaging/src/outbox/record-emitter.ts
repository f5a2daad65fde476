import type { KafkaRecord } from '../record.js';

/** What the outbox needs of Kafka. */
export interface RecordEmitter {
  /** Whether it is worth trying. */
  readonly up: boolean;
  /** Resolves when the brokers have the records. Rejects with RecordRefusedError, or with whatever says: not now. */
  emit(topic: string, records: readonly KafkaRecord[]): Promise<void>;
  whenUp(signal: AbortSignal): Promise<void>;
  onUp(listener: () => void): void;
}
