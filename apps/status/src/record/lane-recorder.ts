import { statusEvent, type StatusEvent } from '#libs/contracts';
import { valueReader, type ConsumedRecord, type LaneBatch } from '#libs/messaging';
import type { Logger } from '#libs/observability';
import { countEvents } from './event-metrics.js';
import { GROUP, type EventStore } from './event-store.js';
import type { Quarantine } from './quarantine.js';
import { WaitingRoom, type Arrival, type Waiting } from './waiting-room.js';

const readEvent = valueReader(statusEvent);

/** Told of events once they are stored. */
export interface Audience {
  tell(events: readonly StatusEvent[]): void;
}

interface Rejected {
  readonly record: ConsumedRecord;
  readonly problem: string;
}

/**
 * Records what one lane brings: bad records aside, the others in groups, and only then are they done. Where acceptances may wait, most
 * are stored together with what follows them.
 */
export class LaneRecorder {
  private readonly room: WaitingRoom | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly quarantine: Quarantine,
    private readonly audience: Audience,
    private readonly log: Logger,
    acceptancesWait?: Waiting,
  ) {
    if (acceptancesWait) this.room = new WaitingRoom(acceptancesWait, (alone) => this.recordAlone(alone));
  }

  async record(batch: LaneBatch): Promise<void> {
    const { arrivals, rejected } = read(batch);
    if (rejected.length > 0) await this.setAside(rejected, batch);
    await this.recordInGroups(this.room ? this.room.enter(batch, arrivals) : arrivals, batch.signal);
    await this.room?.left(batch);
  }

  private async recordInGroups(arrivals: readonly Arrival[], signal?: AbortSignal): Promise<void> {
    let from = 0;
    try {
      for (; from < arrivals.length; from += GROUP) {
        if (signal?.aborted) return this.room?.failed(arrivals.slice(from), signal.reason);
        const group = arrivals.slice(from, from + GROUP);
        await this.recordGroup(group);
        for (const { record, batch } of group) batch.done(record);
        this.room?.stored(group);
      }
    } catch (error) {
      this.room?.failed(arrivals.slice(from), error);
      throw error;
    }
  }

  /** Whose batches are told of failures, and bring it again. */
  private recordAlone(arrivals: readonly Arrival[]): Promise<void> {
    return this.recordInGroups(arrivals).catch(() => {});
  }

  private async recordGroup(group: readonly Arrival[]): Promise<void> {
    const events = group.map(({ event }) => event);
    const settled = await this.store.store(events);
    const stored = events.filter((_, i) => settled[i]?.ok);
    for (const [i, { record, batch }] of group.entries()) {
      if (!settled[i]?.ok) await this.setAside([{ record, problem: 'refused by the database' }], batch);
    }
    countEvents(stored);
    this.audience.tell(stored);
  }

  private async setAside(rejected: readonly Rejected[], batch: LaneBatch): Promise<void> {
    await this.quarantine.put(rejected);
    for (const { record, problem } of rejected) {
      const { topic, partition, offset } = record;
      this.log.warn({ topic, partition, offset, problem }, 'record put into quarantine');
      batch.done(record);
    }
  }
}

function read(batch: LaneBatch): { arrivals: Arrival[]; rejected: Rejected[] } {
  const arrivals: Arrival[] = [];
  const rejected: Rejected[] = [];
  for (const record of batch.records) {
    const told = readEvent(record.value);
    if (told.ok) arrivals.push({ record, event: told.value, batch });
    else rejected.push({ record, problem: told.problem });
  }
  return { arrivals, rejected };
}
