import { prefixed, type KafkaSettings } from '../kafka/kafka-settings.js';
import { withAdmin } from '../kafka/topics.js';
import { groupIdOf } from './lane-session.js';

/** Records of each topic that its group has not committed. */
export async function fetchLag(settings: KafkaSettings, topics: readonly string[]): Promise<Record<string, number>> {
  const lag: Record<string, number> = {};
  if (topics.length === 0) return lag;
  await withAdmin(settings, async (admin) => {
    for (const name of topics) {
      const topic = prefixed(settings, name);
      const [ends, [committed]] = await Promise.all([
        admin.fetchTopicOffsets(topic),
        admin.fetchOffsets({ groupId: groupIdOf(settings, name), topics: [topic] }),
      ]);
      const at = new Map(committed?.partitions.map((p) => [p.partition, Number(p.offset)]));
      lag[name] = ends.reduce((sum, { partition, high, low }) => {
        const next = at.get(partition) ?? -1;
        return sum + Number(high) - Math.max(next, Number(low));
      }, 0);
    }
  });
  return lag;
}
