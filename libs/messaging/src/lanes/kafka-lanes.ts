import { BaseRpcContext, Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import type { KafkaSettings } from '../kafka/kafka-settings.js';
import { ensureTopics } from '../kafka/topics.js';
import { silentLog } from '../log.js';
import type { LaneBatch } from '../record.js';
import { fetchLag } from './lag.js';
import { Lane, type LaneState } from './lane.js';
import { Watchdog } from './watchdog.js';

export interface LaneOptions extends KafkaSettings {
  /** 6000. */
  readonly sessionTimeoutMs?: number;
  /** For topics that this app has to create; 6. */
  readonly partitions?: number;
  /** Records of one partition that may be in the handlers' hands at once before the next fetch waits; 1000. */
  readonly window?: number;
  /** How long a running handler may take to return after its signal fired; 5 s. */
  readonly graceMs?: number;
  /** First delay before a handler that threw gets its records again; doubles up to 10 s. 200 ms. */
  readonly retryMs?: number;
}

/**
 * Nest transport for Kafka in batches: `app.connectMicroservice({ strategy: new KafkaLanes(options) })`. Handlers are
 * `@EventPattern('<topic>') async handle(@Payload() batch: LaneBatch)`; each topic is a lane with a consumer of its own.
 * `listen` returns at once; lanes join when Kafka is there.
 */
export class KafkaLanes extends Server implements CustomTransportStrategy {
  /** Nest then hands us what a handler throws, instead of logging it and going on. */
  override readonly propagatesEventHandlerErrors = true;
  private lanes = new Map<string, Lane>();
  private watchdog: Watchdog | undefined;

  constructor(private readonly options: LaneOptions) {
    super();
  }

  listen(callback: () => void): void {
    for (const [topic, handler] of this.messageHandlers) {
      if (handler.isEventHandler) this.lanes.set(topic, this.lane(topic, handler));
    }
    const topics = [...this.lanes.keys()];
    let creating: Promise<void> | undefined;
    // All lanes ask at once at the start, so one asks for all.
    this.prepare = () =>
      (creating ??= ensureTopics(this.options, topics, { partitions: this.options.partitions }).finally(() => {
        creating = undefined;
      }));
    this.watchdog = new Watchdog(this.options, [...this.lanes.values()]);
    this.watchdog.start();
    for (const lane of this.lanes.values()) lane.start();
    callback();
  }

  async close(): Promise<void> {
    this.watchdog?.stop();
    await Promise.all([...this.lanes.values()].map((lane) => lane.stop()));
  }

  /** Takes no more records of this topic, and stays in its group. */
  pause(topic: string): void {
    this.lanes.get(topic)?.pause();
  }

  resume(topic: string): void {
    this.lanes.get(topic)?.resume();
  }

  state(): LaneState[] {
    return [...this.lanes.values()].map((lane) => lane.state());
  }

  /** Records not yet committed, by topic (without prefix). Asks Kafka, so only when somebody scrapes. */
  lag(): Promise<Record<string, number>> {
    return fetchLag(this.options, [...this.lanes.keys()]);
  }

  on(): never {
    throw new Error('lanes have no events: see state()');
  }

  unwrap<T>(): T {
    return this.lanes as T;
  }

  private prepare: () => Promise<void> = () => Promise.resolve();

  private lane(topic: string, handler: MessageHandler): Lane {
    const { sessionTimeoutMs = 6_000, window = 1_000, graceMs = 5_000, retryMs = 200, log = silentLog } = this.options;
    const prepare = (): Promise<void> => this.prepare();
    const handle = async (batch: LaneBatch): Promise<void> => {
      const result: unknown = await handler(batch, new BaseRpcContext([topic]));
      await lastValueFrom(this.transformToObservable(result), { defaultValue: undefined });
    };
    return new Lane({ ...this.options, topic, sessionTimeoutMs, window, graceMs, retryMs, log, handle, prepare });
  }
}
