/** The replay of all dead letters that match, at a set rate: a chunk of that many each second. */
import type { ReplayJob, RpcIn } from '#libs/contracts';
import type { Transaction } from '#libs/persistence';
import type { DeadLetterFound } from '../dead-letters/dead-letter-row.js';
import { markReplayed } from '../dead-letters/dead-letters.statements.js';
import { replayRows } from '../dead-letters/emit-replays.js';
import { replayId, replayOf } from '../dead-letters/replay.js';
import type { DeskParts } from '../desk-parts.js';
import { LetterJobs, type ChunkWork } from '../letter-jobs/letter-jobs.js';
import type { JobFound } from '../letter-jobs/letter-jobs.statements.js';

/** The name of its local rows. */
export const REPLAY = 'replay';

type Asked = RpcIn<'delivery.replays.start'>;

interface ReplayFound extends JobFound {
  readonly rate: number;
}

export class Replays extends LetterJobs<ReplayFound, ReplayJob, Asked> {
  protected readonly local = REPLAY;
  protected readonly everyMs = 1_000;

  constructor(parts: DeskParts) {
    super(parts, { name: 'replays', id: 'replay_id', done: 'replayed', own: ['rate'] });
  }

  protected own({ rate }: Asked): readonly unknown[] {
    return [rate];
  }

  protected chunkOf({ rate }: ReplayFound): number {
    return rate;
  }

  protected work(tx: Transaction, job: ReplayFound, letters: readonly DeadLetterFound[], now: number): ChunkWork {
    const replays = letters.map((letter) => {
      const deliveryId = replayId(letter.id, letter.replayed_as.length + 1, now);
      return { letterId: letter.id, deliveryId, record: replayOf(letter.record, deliveryId, now).record };
    });
    if (replays.length > 0) tx.enqueue(markReplayed(replays, job.started_by));
    const records = replays.map(({ record }) => record);
    return { done: replays.length, rows: replayRows(records, this.parts.source, now) };
  }

  protected told(row: ReplayFound): ReplayJob {
    return { ...this.jobOf(row), rate: row.rate, replayed: row.done };
  }
}
