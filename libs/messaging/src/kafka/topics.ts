import { setTimeout as pause } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { CuttableKafka } from './client.js';
import { kafkaErrorType } from './errors.js';
import { prefixed, type KafkaSettings } from './kafka-settings.js';
import { withDeadline } from './with-deadline.js';

export interface TopicOptions {
  /** 6. */
  readonly partitions?: number;
  /** The cluster's default. */
  readonly replicationFactor?: number;
  /** 7 days. */
  readonly retentionMs?: number;
}

const RETENTION_MS = 7 * 86_400_000;
const DEADLINE_MS = 15_000;

/** Runs `work` on a connection of its own, which is cut if it takes too long. */
export async function withAdmin<T>(settings: KafkaSettings, work: (admin: Admin) => Promise<T>): Promise<T> {
  const client = new CuttableKafka(settings, { retries: 2, initialRetryTime: 100 });
  const admin = client.kafka.admin();
  try {
    return await withDeadline(DEADLINE_MS, async () => {
      await admin.connect();
      return work(admin);
    });
  } finally {
    void admin.disconnect().catch(() => {});
    client.cut();
  }
}

/** Creates what is missing; leaves what exists. */
export async function ensureTopics(
  settings: KafkaSettings,
  topics: readonly string[],
  { partitions = 6, replicationFactor = -1, retentionMs = RETENTION_MS }: TopicOptions = {},
): Promise<void> {
  await withAdmin(settings, async (admin) => {
    const existing = new Set(await admin.listTopics());
    const missing = topics.map((topic) => prefixed(settings, topic)).filter((topic) => !existing.has(topic));
    if (missing.length === 0) return;
    // Another instance may create it meanwhile: kafkajs answers that with false.
    await admin.createTopics({
      waitForLeaders: false,
      topics: missing.map((topic) => ({
        topic,
        numPartitions: partitions,
        replicationFactor,
        configEntries: [{ name: 'retention.ms', value: String(retentionMs) }],
      })),
    });
    while (!(await areReady(admin, missing))) await pause(NEWS_MS);
  });
}

const NEWS_MS = 20;

/**
 * A busy broker may not know for a moment what it has just made, and knows its leaders before they have their logs: records for all
 * partitions would be taken by some, refused by the others, and sent again to all. kafkajs waits for leaders only, and takes what is not
 * there yet for an error.
 */
async function areReady(admin: Admin, topics: string[]): Promise<boolean> {
  try {
    const known = await admin.fetchTopicMetadata({ topics });
    const haveLeaders = known.topics.every(
      ({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0),
    );
    if (haveLeaders) await Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic))); // asks each log
    return haveLeaders;
  } catch (error) {
    if (NOT_YET.includes(kafkaErrorType(error))) return false;
    throw error;
  }
}

const NOT_YET: readonly string[] = ['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE', 'NOT_LEADER_FOR_PARTITION'];
