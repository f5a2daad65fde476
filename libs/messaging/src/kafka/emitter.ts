import type { KafkaRecord } from '../record.js';
import type { KafkaSettings } from './kafka-settings.js';
import { ProducerLine } from './producer-line.js';

/** What a record takes in memory and on the wire, roughly: ids, hashes and base64 are one byte a character. */
export const sizeOf = ({ key, value, headers }: KafkaRecord): number => {
  let size = value.length + (key?.length ?? 0) + 32;
  if (headers) for (const name in headers) size += name.length + (headers[name] as string).length + 4;
  return size;
};

export const sizeOfAll = (records: readonly KafkaRecord[]): number =>
  records.reduce((sum, record) => sum + sizeOf(record), 0);

/**
 * What is not critical leaves so far apart, where there is much of it: a request costs its sender, the broker and whoever waits to
 * fetch it many times what a record does.
 */
const APART_MS = 15;

/** Sends records in groups; critical topics (`….critical`) have a connection and a queue of their own. */
export class Emitter {
  private readonly bulk: ProducerLine;
  private readonly critical: ProducerLine;
  private readonly upListeners: (() => void)[] = [];

  constructor(settings: KafkaSettings) {
    this.bulk = new ProducerLine(settings, () => this.lineUp(), APART_MS);
    this.critical = new ProducerLine({ ...settings, app: `${settings.app}-critical` }, () => this.lineUp());
  }

  /** Connects in the background: an app starts without Kafka. */
  start(): void {
    this.bulk.start();
    this.critical.start();
  }

  get up(): boolean {
    return this.bulk.up && this.critical.up;
  }

  /** Resolves when the brokers have it. Rejects with KafkaUnavailableError, at once when Kafka is known to be away. */
  emit(topic: string, records: readonly KafkaRecord[]): Promise<void> {
    const line = topic.endsWith('.critical') ? this.critical : this.bulk;
    return line.send({ topic, records, bytes: sizeOfAll(records) });
  }

  /** Resolves when Kafka answers (again), or when the signal fires. */
  async whenUp(signal: AbortSignal): Promise<void> {
    await Promise.all([this.bulk.whenUp(signal), this.critical.whenUp(signal)]);
  }

  /** Tells of every time that Kafka answers again. */
  onUp(listener: () => void): void {
    this.upListeners.push(listener);
  }

  async close(): Promise<void> {
    await Promise.all([this.bulk.close(), this.critical.close()]);
  }

  private lineUp(): void {
    if (this.up) for (const listener of this.upListeners) listener();
  }
}
