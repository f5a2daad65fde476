/** All dead letters that match, done with for one reason. Nothing leaves, so that one chunk follows the other at once. */
import type { DiscardJob, RpcIn } from '#libs/contracts';
import type { Transaction } from '#libs/persistence';
import type { DeadLetterFound } from '../dead-letters/dead-letter-row.js';
import { discardLetters } from '../dead-letters/dead-letters.statements.js';
import type { DeskParts } from '../desk-parts.js';
import { LetterJobs, type ChunkWork } from '../letter-jobs/letter-jobs.js';
import type { JobFound } from '../letter-jobs/letter-jobs.statements.js';

/** The name of its local rows. */
export const DISCARD = 'discard';

/** Of one transaction. */
const CHUNK = 500;

type Asked = RpcIn<'delivery.discards.start'>;

interface DiscardFound extends JobFound {
  /** Sealed: why. */
  readonly note: string;
}

export class Discards extends LetterJobs<DiscardFound, DiscardJob, Asked> {
  protected readonly local = DISCARD;
  protected readonly everyMs = 0;

  constructor(
    parts: DeskParts,
    private readonly most = CHUNK,
  ) {
    super(parts, { name: 'discards', id: 'discard_id', done: 'discarded', own: ['note'] });
  }

  protected own({ note }: Asked): readonly unknown[] {
    return [note];
  }

  protected chunkOf(): number {
    return this.most;
  }

  protected work(tx: Transaction, job: DiscardFound, letters: readonly DeadLetterFound[]): ChunkWork {
    const ids = letters.map(({ id }) => id);
    if (ids.length > 0) tx.enqueue(discardLetters(ids, job.started_by, job.note));
    return { done: ids.length, rows: [] };
  }

  protected told(row: DiscardFound): DiscardJob {
    return { ...this.jobOf(row), discarded: row.done, note: row.note };
  }
}
