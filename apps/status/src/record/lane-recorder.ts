import type { StatusEvent } from '#libs/contracts';
import type { ConsumedRecord, LaneBatch } from '#libs/messaging';
import type { Logger } from '#libs/observability';
import { countEvents } from './event-metrics.js';
import { GROUP, type EventStore } from './event-store.js';
import { parseStatusEvent } from './parse-status-event.js';
import type { Quarantine } from './quarantine.js';

/** Told of events once they are stored. */
export interface Audience {
  tell(events: readonly StatusEvent[]): void;
}

interface Readable {
  readonly record: ConsumedRecord;
  readonly event: StatusEvent;
}
interface Rejected {
  readonly record: ConsumedRecord;
  readonly problem: string;
}

/** Records what one lane brings: bad records aside, the others in groups, and only then are they done. */
export class LaneRecorder {
  constructor(
    private readonly store: EventStore,
    private readonly quarantine: Quarantine,
    private readonly audience: Audience,
    private readonly log: Logger,
  ) {}

  async record(batch: LaneBatch): Promise<void> {
    for (let from = 0; from < batch.records.length && !batch.signal.aborted; from += GROUP) {
      const group = batch.records.slice(from, from + GROUP);
      await this.recordGroup(group);
      for (const record of group) batch.done(record);
    }
  }

  private async recordGroup(records: readonly ConsumedRecord[]): Promise<void> {
    const { readable, rejected } = read(records);
    const events = readable.map((r) => r.event);
    const settled = events.length > 0 ? await this.store.store(events) : [];
    const stored = events.filter((_, i) => settled[i]?.ok);
    settled.forEach((s, i) => {
      if (!s.ok) rejected.push({ record: (readable[i] as Readable).record, problem: 'refused by the database' });
    });
    if (rejected.length > 0) await this.setAside(rejected);
    countEvents(stored);
    this.audience.tell(stored);
  }

  private async setAside(rejected: readonly Rejected[]): Promise<void> {
    await this.quarantine.put(rejected);
    for (const { record, problem } of rejected) {
      const { topic, partition, offset } = record;
      this.log.warn({ topic, partition, offset, problem }, 'record put into quarantine');
    }
  }
}

function read(records: readonly ConsumedRecord[]): { readable: Readable[]; rejected: Rejected[] } {
  const readable: Readable[] = [];
  const rejected: Rejected[] = [];
  for (const record of records) {
    const parsed = parseStatusEvent(record.value);
    if (parsed.ok) readable.push({ record, event: parsed.event });
    else rejected.push({ record, problem: parsed.problem });
  }
  return { readable, rejected };
}
