import type { StatusEvent } from '#libs/contracts';
import type { Staged } from '#libs/messaging';
import { grouped, splitOnError, type Database, type Settled, type Statement } from '#libs/persistence';
import type { EventTeller } from '../subscriptions/event-teller.js';
import type { Standing } from '../subscriptions/standing.js';
import { foldDeliveries } from './fold-deliveries.js';
import { insertLabels } from './insert-labels.statement.js';
import { insertReplayLinks } from './insert-replay-links.statement.js';
import { insertHistory } from './insert-history.statement.js';
import { upsertDeliveries } from './upsert-deliveries.statement.js';

/** Events in one write at most. Bigger groups gain nothing and hold their locks longer. */
export const GROUP = 500;

type Chunk = readonly StatusEvent[];

/**
 * Writes events in groups: what the partitions of a lane bring while the last write runs goes with the next. One round
 * trip and one transaction each: one row for each delivery, the history, and where there are any, what metadata are found by
 * and in whose place a delivery goes.
 */
export class EventStore {
  /** Resolves when all are stored, each by itself: an event that Postgres refuses fails alone. Chunks of at most GROUP. */
  readonly store: (events: Chunk) => Promise<Settled<unknown>[]>;

  constructor(
    private readonly db: Database,
    apartMs = 0,
    private readonly teller?: EventTeller,
  ) {
    this.store = grouped((chunks: Chunk[]) => this.storeChunks(chunks), {
      inFlight: 2,
      apartMs,
      bytes: { of: (chunk) => chunk.length, max: GROUP },
    });
  }

  private async storeChunks(chunks: readonly Chunk[]): Promise<Settled<unknown>[][]> {
    const settled = await splitOnError(chunks.flat(), (events) => this.write(events));
    let from = 0;
    return chunks.map((chunk) => settled.slice(from, (from += chunk.length)));
  }

  private async write(events: readonly StatusEvent[]): Promise<readonly unknown[]> {
    if (this.teller?.concerns(events)) return this.writeAndTell(events, this.teller);
    await this.db.batch([upsertDeliveries(foldDeliveries(events)), ...besideDeliveries(events)]);
    return events;
  }

  private async writeAndTell(events: readonly StatusEvent[], teller: EventTeller): Promise<readonly unknown[]> {
    let staged: Staged | undefined;
    await this.db.transaction(async (tx) => {
      for (const statement of besideDeliveries(events)) tx.enqueue(statement);
      const standings = await tx.query<Standing>(upsertDeliveries(foldDeliveries(events), 'telling'));
      staged = await teller.tell(tx, events, standings);
    });
    if (staged) teller.release(staged);
    return events;
  }
}

const besideDeliveries = (events: Chunk): Statement[] =>
  [insertHistory(events), insertLabels(events), insertReplayLinks(events)].filter(
    (statement) => statement !== undefined,
  );
