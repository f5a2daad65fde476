import type { Emitter, LaneBatch, LaneState } from '#libs/messaging';

export type Handler = (batch: LaneBatch) => Promise<void>;

/** What the suite uses of lanes. */
export interface Lanes {
  state(): LaneState[];
  lag(): Promise<Record<string, number>>;
  pause(topic: string): void;
  resume(topic: string): void;
  close(): Promise<void>;
}

export interface LanesToTest {
  readonly topicPrefix: string;
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly sessionTimeoutMs: number;
  readonly retryMs: number;
}

/** One way to Kafka: kafkajs today. Whatever takes its place passes the same suite. */
export interface MessagingPort {
  emitter(topicPrefix: string): Emitter;
  lanes(settings: LanesToTest): Lanes;
  /** As SIGKILL would: no farewell to Kafka, nothing committed any more. */
  kill(lanes: Lanes): void;
}

/** A handler that is through at once. */
export const handling =
  (handle: (batch: LaneBatch) => void): Handler =>
  (batch) =>
    new Promise((resolve) => resolve(handle(batch)));

export const numbers = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => ({ key: `k${from + i}`, value: JSON.stringify({ n: from + i }) }));

export const numberOf = (record: { value: string }): number => (JSON.parse(record.value) as { n: number }).n;
