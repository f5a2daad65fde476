import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import type { KafkaSettings } from '../kafka/kafka-settings.js';

export interface LaneOptions extends KafkaSettings {
  /** 6000. */
  readonly sessionTimeoutMs?: number;
  /** For topics that this app has to create; 6. */
  readonly partitions?: number;
  /** Records of one partition that may be in the handlers' hands at once before the next fetch waits; 2000. */
  readonly window?: number;
  /** How long a running handler may take to return after its signal fired; 5 s. */
  readonly graceMs?: number;
  /** First delay before a handler that threw gets its records again; doubles up to 10 s. 200 ms. */
  readonly retryMs?: number;
}

export interface LaneState {
  readonly topic: string;
  readonly running: boolean;
  readonly partitions: readonly number[];
  readonly restarts: number;
  /** Records handed to handlers and not done. */
  readonly outstanding: number;
}

/**
 * Nest transport for Kafka in batches: `app.connectMicroservice({ strategy: new KafkaLanes(options) })`. Handlers are
 * `@EventPattern('<topic>') async handle(@Payload() batch: LaneBatch)`; each topic is a lane with a consumer of its own.
 * `listen` returns at once; lanes join when Kafka is there.
 */
export declare class KafkaLanes extends Server implements CustomTransportStrategy {
  constructor(options: LaneOptions);
  listen(callback: () => void): void;
  close(): Promise<void>;
  pause(topic: string): void;
  resume(topic: string): void;
  state(): LaneState[];
  /** Records not yet committed, by topic (without prefix). Asks Kafka, so only when somebody scrapes. */
  lag(): Promise<Record<string, number>>;
  on(): never;
  unwrap<T>(): T;
}
