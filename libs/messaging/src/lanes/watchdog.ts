/**
 * Looks after lanes whose consumer lives but does not work: one that has heard nothing from Kafka for long, and one that
 * has records waiting in a partition and fetches none of them from one look to the next.
 */
import { withAdmin } from '../kafka/topics.js';
import { prefixed, type KafkaSettings } from '../kafka/kafka-settings.js';
import type { Lane } from './lane.js';
import { groupIdOf } from './lane-session.js';

const SILENCE_CHECK_MS = 5_000;
const PROGRESS_CHECK_MS = 30_000;

type Offsets = ReadonlyMap<number, number>;

/** Partitions with records after the position. */
export function waitingPartitions(assigned: readonly number[], ends: Offsets, positions: Offsets): number[] {
  return assigned.filter((partition) => (ends.get(partition) ?? 0) > (positions.get(partition) ?? 0));
}

export class Watchdog {
  private readonly timers: NodeJS.Timeout[] = [];
  /** What waited at the last look, as `topic/partition/position`. */
  private waiting = new Set<string>();

  constructor(
    private readonly settings: KafkaSettings,
    private readonly lanes: readonly Lane[],
  ) {}

  start(): void {
    this.timers.push(setInterval(() => this.checkSilence(), SILENCE_CHECK_MS).unref());
    this.timers.push(setInterval(() => void this.checkProgress().catch(() => {}), PROGRESS_CHECK_MS).unref());
  }

  stop(): void {
    this.timers.forEach(clearInterval);
  }

  private checkSilence(): void {
    for (const lane of this.lanes) {
      const { session, settings } = lane;
      const limit = Math.max(3 * settings.sessionTimeoutMs, 15_000);
      if (session?.joined && performance.now() - session.lastSign > limit) lane.restart('heard nothing from Kafka');
    }
  }

  private async checkProgress(): Promise<void> {
    const joined = this.lanes.filter((lane) => lane.session?.joined && !lane.paused);
    if (joined.length === 0) return;
    const waiting = new Set<string>();
    const stuck = new Set<Lane>();
    await withAdmin(this.settings, async (admin) => {
      for (const lane of joined) {
        const { topic } = lane.settings;
        const ends = byPartition(await admin.fetchTopicOffsets(prefixed(this.settings, topic)));
        const [committed] = await admin.fetchOffsets({
          groupId: groupIdOf(this.settings, topic),
          topics: [prefixed(this.settings, topic)],
        });
        const { session } = lane;
        // One full window holds up the fetching of all partitions, and rightly so.
        if (!session?.joined || session.assigned.some((partition) => !lane.book.hasRoom(partition))) continue;
        const positions = new Map([...byPartition(committed?.partitions ?? []), ...session.positions]);
        for (const partition of waitingPartitions(session.assigned, ends, positions)) {
          const key = `${topic}/${partition}/${positions.get(partition) ?? 0}`;
          waiting.add(key);
          if (this.waiting.has(key)) stuck.add(lane);
        }
      }
    });
    this.waiting = waiting;
    for (const lane of stuck) lane.restart('records wait and none is fetched');
  }
}

const byPartition = (offsets: readonly { partition: number; offset: string }[]): Map<number, number> =>
  new Map(offsets.map(({ partition, offset }) => [partition, Math.max(0, Number(offset))]));
