/**
 * One connection to Kafka for sending, and the queue before it. Single calls are joined into few requests; while Kafka
 * is away it refuses at once and tries to connect, so that nothing piles up.
 */
import { grouped, splitOnError, type Settled } from '#libs/persistence';
import type { Producer, TopicMessages } from 'kafkajs';
import { silentLog } from '../log.js';
import type { KafkaRecord } from '../record.js';
import { doubling, sleep } from './abortable.js';
import { CuttableKafka } from './client.js';
import { kafkaErrorType, KafkaUnavailableError, RecordRefusedError } from './errors.js';
import { prefixed, type KafkaSettings } from './kafka-settings.js';
import { ensureTopics } from './topics.js';
import { withDeadline } from './with-deadline.js';

export interface Parcel {
  readonly topic: string;
  readonly records: readonly KafkaRecord[];
  readonly bytes: number;
}

/**
 * Kafka takes 1 MB for a partition at once (message.max.bytes), and all of a request may go to one. Less, since a request is encoded in one
 * go: some five milliseconds, in which nobody else gets a turn. A bigger record goes alone.
 */
const MAX_REQUEST_BYTES = 300_000;
const MAX_PARCELS = 1_000;
const IN_FLIGHT = 3;
const SEND_DEADLINE_MS = 15_000;
const RECONNECT_MS = { first: 200, most: 2_000 };
const REFUSED = /^(MESSAGE_TOO_LARGE|RECORD_LIST_TOO_LARGE|INVALID_TOPIC_EXCEPTION|INVALID_RECORD|CORRUPT_MESSAGE)$/;

export class ProducerLine {
  up = false;
  private readonly stopping = new AbortController();
  private client: CuttableKafka | undefined;
  private producer: Producer | undefined;
  private connecting: Promise<void> | undefined;
  private waiters: (() => void)[] = [];
  private readonly enqueue: (parcel: Parcel) => Promise<Settled<void>>;

  /** `apartMs`: requests that are not full begin at least this far apart. */
  constructor(
    private readonly settings: KafkaSettings,
    private readonly onUp: () => void,
    apartMs = 0,
  ) {
    const bytes = { of: (parcel: Parcel) => parcel.bytes, max: MAX_REQUEST_BYTES };
    const limits = { max: MAX_PARCELS, inFlight: IN_FLIGHT, apartMs, bytes };
    this.enqueue = grouped<Parcel, Settled<void>>((parcels) => this.sendGroup(parcels), limits);
  }

  start(): void {
    this.connecting ??= this.connect().finally(() => (this.connecting = undefined));
  }

  async send(parcel: Parcel): Promise<void> {
    if (!this.up) throw new KafkaUnavailableError();
    const result = await this.enqueue(parcel);
    if (!result.ok) throw result.error;
  }

  whenUp(signal: AbortSignal): Promise<void> {
    if (this.up || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiters.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await this.connecting;
    this.drop();
  }

  private async connect(): Promise<void> {
    for (let failures = 0; !this.stopping.signal.aborted; failures++) {
      if (failures > 0) await sleep(doubling(RECONNECT_MS.first, RECONNECT_MS.most, failures), this.stopping.signal);
      try {
        await this.connectOnce();
        return;
      } catch (error) {
        if (failures === 0) this.settings.log?.warn({ err: error }, 'Kafka is away');
        this.drop();
      }
    }
  }

  private async connectOnce(): Promise<void> {
    this.client = new CuttableKafka(this.settings, { retries: 6, initialRetryTime: 100, maxRetryTime: 1_000 });
    this.producer = this.client.kafka.producer({ allowAutoTopicCreation: false, idempotent: false });
    await withDeadline(SEND_DEADLINE_MS, () => (this.producer as Producer).connect());
    this.up = true;
    (this.settings.log ?? silentLog).info({}, 'connected to Kafka');
    for (const resolve of this.waiters.splice(0)) resolve();
    this.onUp();
  }

  private drop(): void {
    const { client, producer } = this;
    this.up = false;
    this.client = this.producer = undefined;
    void producer?.disconnect().catch(() => {});
    client?.cut();
  }

  /** A group that Kafka refuses is halved, so that one bad parcel harms no other. */
  private sendGroup(parcels: Parcel[]): Promise<Settled<void>[]> {
    return splitOnError(parcels, async (part) => {
      await this.trySend(part, true);
      return part.map(() => undefined);
    });
  }

  private async trySend(parcels: Parcel[], createTopics: boolean): Promise<void> {
    if (!this.up) throw new KafkaUnavailableError();
    const producer = this.producer as Producer;
    try {
      const topicMessages = this.messages(parcels);
      await withDeadline(SEND_DEADLINE_MS, () => producer.sendBatch({ acks: -1, topicMessages }));
    } catch (error) {
      if (!createTopics || kafkaErrorType(error) !== 'UNKNOWN_TOPIC_OR_PARTITION')
        this.giveUp(error, parcels, producer);
      await this.createTopics(parcels);
      await this.trySend(parcels, false);
    }
  }

  private async createTopics(parcels: Parcel[]): Promise<void> {
    try {
      await ensureTopics(this.settings, [...new Set(parcels.map((p) => p.topic))]);
    } catch (error) {
      throw new KafkaUnavailableError(error);
    }
  }

  private giveUp(error: unknown, parcels: Parcel[], producer: Producer): never {
    if (REFUSED.test(kafkaErrorType(error))) throw new RecordRefusedError(parcels.map((p) => p.topic).join(), error);
    if (producer === this.producer) {
      this.drop();
      this.start();
    }
    throw new KafkaUnavailableError(error);
  }

  private messages(parcels: Parcel[]): TopicMessages[] {
    const byTopic = new Map<string, TopicMessages>();
    for (const { topic, records } of parcels) {
      let entry = byTopic.get(topic);
      if (!entry) byTopic.set(topic, (entry = { topic: prefixed(this.settings, topic), messages: [] }));
      for (const { key, value, headers } of records) entry.messages.push({ key, value, headers });
    }
    return [...byTopic.values()];
  }
}
