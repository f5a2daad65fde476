import type { Log } from '../log.js';

export interface KafkaSettings {
  readonly brokers: readonly string[];
  /** The app's name: client id, and part of the consumer group's. */
  readonly app: string;
  /** Put before every topic and group; '' by default. */
  readonly topicPrefix?: string;
  readonly log?: Log;
}

export const prefixed = (settings: KafkaSettings, topic: string): string => `${settings.topicPrefix ?? ''}${topic}`;
