import type { KafkaSettings } from './kafka-settings.js';

export interface TopicOptions {
  readonly partitions?: number;
  readonly replicationFactor?: number;
  readonly retentionMs?: number;
}

/** Creates what is missing; leaves what exists. */
export declare function ensureTopics(
  settings: KafkaSettings,
  topics: readonly string[],
  options?: TopicOptions,
): Promise<void>;
