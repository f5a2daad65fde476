import { KafkaUnavailableError, type KafkaRecord } from '#libs/messaging';
import type { GatewayEmitter } from '../../../apps/gateway/src/intake-connections.js';
import { undocumented } from '../contracts/emitted-records.js';

export interface Emitted {
  readonly topic: string;
  readonly value: Record<string, unknown>;
}

/** Stands in for Kafka: keeps what was emitted, and can be away. */
export class FakeKafka implements GatewayEmitter {
  up = true;
  readonly emitted: Emitted[] = [];
  /** What of it was not as docs/asyncapi.json says. */
  readonly undocumented = new Set<string>();
  private readonly listeners: (() => void)[] = [];

  start(): void {}

  emit(topic: string, records: readonly KafkaRecord[]): Promise<void> {
    if (!this.up) return Promise.reject(new KafkaUnavailableError());
    for (const record of records) {
      this.emitted.push({ topic, value: JSON.parse(record.value) as Record<string, unknown> });
      const wrong = undocumented(topic, record);
      if (wrong !== undefined) this.undocumented.add(wrong);
    }
    return Promise.resolve();
  }

  /** Records about one notification. */
  about(notificationId: string, topic = ''): Emitted[] {
    return this.emitted.filter((one) => one.value.notification_id === notificationId && one.topic.startsWith(topic));
  }

  leave(): void {
    this.up = false;
  }

  comeBack(): void {
    this.up = true;
    for (const listener of this.listeners) listener();
  }

  onUp(listener: () => void): void {
    this.listeners.push(listener);
  }

  whenUp(signal: AbortSignal): Promise<void> {
    if (this.up || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.listeners.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
