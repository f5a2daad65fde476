/** One life of a kafkajs consumer for one lane: from connecting to its crash, its being cut off, or its stop. */
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { CuttableKafka } from '../kafka/client.js';
import { prefixed, type KafkaSettings } from '../kafka/kafka-settings.js';
import { withDeadline } from '../kafka/with-deadline.js';
import { consumedRecord } from './consumed-record.js';
import type { PartitionBook, PartitionOffset } from './partition-book.js';

export interface SessionSettings extends KafkaSettings {
  readonly topic: string;
  readonly sessionTimeoutMs: number;
}

/** A fetch waits so long for something to come; a rebalance is noticed when it ends, and a heartbeat after it. */
const FETCH_WAIT_MS = 2_000;
/** Twice what a topic has. kafkajs wakes as many workers for whatever is fetched, each with promises of its own. */
const PARTITIONS_AT_ONCE = 12;
const COMMIT_DEADLINE_MS = 5_000;
const STOP_DEADLINE_MS = 4_000;

export const groupIdOf = (settings: KafkaSettings, topic: string): string =>
  prefixed(settings, `${settings.app}.${topic}`);

export class LaneSession {
  /** Resolves with the reason. */
  readonly ended: Promise<string>;
  joined = false;
  /** When it last heard from Kafka. */
  lastSign = performance.now();
  /** The next offset to fetch, of partitions that something came from. */
  readonly positions = new Map<number, number>();
  assigned: readonly number[] = [];
  private end!: (reason: string) => void;
  private stopping = false;
  private readonly client: CuttableKafka;
  private readonly consumer: Consumer;
  private readonly heartbeatMs: number;

  constructor(
    private readonly settings: SessionSettings,
    private readonly book: PartitionBook,
    private readonly held: () => Promise<void> | undefined,
  ) {
    this.ended = new Promise((resolve) => (this.end = resolve));
    this.heartbeatMs = Math.min(FETCH_WAIT_MS, settings.sessionTimeoutMs / 4);
    this.client = new CuttableKafka(settings, { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 });
    this.consumer = this.client.kafka.consumer({
      groupId: groupIdOf(settings, settings.topic),
      sessionTimeout: settings.sessionTimeoutMs,
      rebalanceTimeout: Math.max(10_000, settings.sessionTimeoutMs),
      heartbeatInterval: this.heartbeatMs,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      minBytes: 1,
      maxBytesPerPartition: 1_048_576,
      maxBytes: 4_194_304,
      allowAutoTopicCreation: false,
      retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: () => Promise.resolve(false) },
    });
    this.observe();
  }

  /** Rejects when Kafka is not there. Resolves when it has joined the group, or has ended. */
  async start(): Promise<void> {
    await withDeadline(30_000 + this.settings.sessionTimeoutMs, async () => {
      await this.consumer.connect();
      await this.consumer.subscribe({ topics: [prefixed(this.settings, this.settings.topic)], fromBeginning: true });
      await this.consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
        eachBatch: (payload) => this.eachBatch(payload),
      });
    });
  }

  async commit(offsets: readonly PartitionOffset[]): Promise<void> {
    const topic = prefixed(this.settings, this.settings.topic);
    const commits = offsets.map(({ partition, offset }) => ({ topic, partition, offset: String(offset) }));
    await withDeadline(COMMIT_DEADLINE_MS, () => this.consumer.commitOffsets(commits));
  }

  /** Leaves the group in good order, if Kafka lets it. */
  async stop(): Promise<void> {
    this.stopping = true;
    await withDeadline(STOP_DEADLINE_MS, () => this.consumer.disconnect()).catch(() => {});
    this.cut('stopped');
  }

  /** Ends it now, without a word to Kafka. */
  cut(reason: string): void {
    this.stopping = true;
    this.joined = false;
    this.end(reason);
    void this.consumer.disconnect().catch(() => {});
    this.client.cut();
  }

  /** No more is fetched; batches that still come are not taken. */
  refuse(): void {
    this.stopping = true;
  }

  private observe(): void {
    const { consumer } = this;
    const { events } = consumer;
    const sign = (): void => {
      this.lastSign = performance.now();
    };
    consumer.on(events.FETCH, sign);
    consumer.on(events.HEARTBEAT, sign);
    consumer.on(events.REBALANCING, () => this.rebalancing());
    consumer.on(events.GROUP_JOIN, ({ payload }) => {
      sign();
      this.book.turn();
      this.positions.clear();
      this.assigned = Object.values(payload.memberAssignment).flat();
      this.joined = true;
    });
    consumer.on(events.CRASH, ({ payload }) => this.end(payload.error.message));
    consumer.on(events.STOP, () => this.end('stopped'));
    consumer.on(events.DISCONNECT, () => this.end('disconnected'));
  }

  /** The old generation may still commit until the group has been put together anew. */
  private rebalancing(): void {
    this.book.end();
    const offsets = this.book.committable();
    if (offsets.length > 0) this.commit(offsets).catch(() => {}); // what is lost here comes again, and is known as done
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const { partition } = batch;
    const heartbeat = (): Promise<void> => payload.heartbeat();
    await this.beating(heartbeat, () => this.held());
    const opening = this.book.open(partition);
    await this.beating(heartbeat, () => opening.then(() => {}));
    const work = await opening;
    if (!work || this.stopping) return;
    work.accept(batch.messages.map((message) => consumedRecord(this.settings.topic, partition, message)));
    const last = batch.lastOffset();
    this.positions.set(partition, Number(last) + 1);
    payload.resolveOffset(last);
    while (!work.hasRoom && !this.stopping) {
      await work.room(this.heartbeatMs);
      await this.beat(heartbeat);
    }
  }

  /** Waits, and stays a member meanwhile. */
  private async beating(heartbeat: () => Promise<void>, waiting: () => Promise<void> | undefined): Promise<void> {
    for (let over = false; !over && !this.stopping;) {
      const wait = waiting();
      if (!wait) return;
      const { promise: due, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, this.heartbeatMs);
      await Promise.race([wait.then(() => (over = true)), due]);
      clearTimeout(timer);
      if (!over) await this.beat(heartbeat);
    }
  }

  private async beat(heartbeat: () => Promise<void>): Promise<void> {
    await heartbeat();
    this.lastSign = performance.now();
  }
}
