import { CarillonError } from '#libs/kernel';

/** Kafka does not answer; the rows stay in the outbox. */
export class KafkaUnavailableError extends CarillonError {
  constructor(cause?: unknown) {
    super('kafka_unavailable', 'Kafka does not answer', { retryable: true, level: 'warn', cause });
  }
}

/** Kafka answered, and will not take these records: they are too big, or the topic's name is not one. */
export class RecordRefusedError extends CarillonError {
  constructor(topic: string, cause: unknown) {
    super('record_refused', `Kafka refuses records for ${topic}`, { retryable: false, level: 'error', cause });
  }
}

interface KafkaErrorShape {
  readonly type?: string;
  readonly cause?: KafkaErrorShape;
}

/** What the broker calls it, however often kafkajs has wrapped it; empty for what no broker has said. */
export function kafkaErrorType(error: unknown): string {
  const { type, cause } = (error ?? {}) as KafkaErrorShape;
  return type ?? (cause ? kafkaErrorType(cause) : '');
}
