/** The replay of all dead letters that match, at a set rate: a chunk of that many each second. */
import type { DeliveryEdit, DispatchRecord, ReplayJob, RpcIn } from '#libs/contracts';
import type { Statement, Transaction } from '#libs/persistence';
import type { DeadLetterFound } from '../dead-letters/dead-letter-row.js';
import { markReplayed } from '../dead-letters/dead-letters.statements.js';
import { editDelivery, type EditResult } from '../dead-letters/edit-delivery.js';
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
  readonly edit: DeliveryEdit | null;
  readonly skipped: number;
}

interface Made {
  readonly letterId: string;
  readonly deliveryId: string;
  readonly record: DispatchRecord;
}

export class Replays extends LetterJobs<ReplayFound, ReplayJob, Asked> {
  protected readonly local = REPLAY;
  protected readonly everyMs = 1_000;

  constructor(parts: DeskParts) {
    super(parts, { name: 'replays', id: 'replay_id', done: 'replayed', own: ['rate', 'edit', 'skipped'] });
  }

  protected own({ rate, edit }: Asked): readonly unknown[] {
    return [rate, edit && JSON.stringify(edit), 0];
  }

  protected chunkOf({ rate }: ReplayFound): number {
    return rate;
  }

  protected work(tx: Transaction, job: ReplayFound, letters: readonly DeadLetterFound[], now: number): ChunkWork {
    const replays = letters.flatMap((letter) => this.replayOf(letter, job, now) ?? []);
    if (replays.length > 0) tx.enqueue(markReplayed(replays, job.started_by));
    if (replays.length < letters.length) tx.enqueue(countSkipped(job.id, letters.length - replays.length));
    const records = replays.map(({ record }) => record);
    return { done: replays.length, rows: replayRows(records, this.parts.source, now) };
  }

  protected told(row: ReplayFound): ReplayJob {
    const { rate, edit, skipped, done: replayed } = row;
    return { ...this.jobOf(row), rate, replayed, skipped, edited: edit ? editedIn(edit) : undefined };
  }

  /** undefined: with what is edited it makes no whole delivery. */
  private replayOf(letter: DeadLetterFound, { edit }: ReplayFound, now: number): Made | undefined {
    const result = edit ? this.edited(letter, edit) : undefined;
    if (result && !result.ok) return undefined;
    const deliveryId = replayId(letter.id, letter.replayed_as.length + 1, now);
    return { letterId: letter.id, deliveryId, record: replayOf(letter.record, deliveryId, now, result?.edited).record };
  }

  /** An edit whose key is gone makes nothing whole, and keeps its job no longer than any other. */
  private edited(letter: DeadLetterFound, edit: DeliveryEdit): EditResult {
    const { vault, log } = this.parts;
    try {
      return editDelivery(vault, letter.record, edit);
    } catch (err) {
      log.error({ err, dead_letter_id: letter.id }, 'what a replay is edited by cannot be opened');
      return { ok: false, missing: 'target' };
    }
  }
}

const editedIn = ({ channel, target, content }: DeliveryEdit): ReplayJob['edited'] => [
  ...(channel === undefined ? [] : (['channel'] as const)),
  ...(target === undefined ? [] : (['to'] as const)),
  ...(content === undefined ? [] : (['content'] as const)),
];

const countSkipped = (id: string, count: number): Statement => ({
  name: 'replays.skipped',
  text: 'update replays set skipped = skipped + $2 where replay_id = $1',
  values: [id, count],
});
