/**
 * The replay of all dead letters that match, at a set rate. A row of the outbox for this app itself is due each second; whichever
 * instance takes it does one chunk in one transaction: letters marked, new deliveries in the outbox, the job one step further, and
 * the row for the next second. A process that dies has done the whole chunk or nothing of it, and a row that is taken twice finds
 * that its step is done.
 */
import type { ReplayJob, RpcIn, TenantsThing } from '#libs/contracts';
import { uuidv7Floor } from '#libs/kernel';
import type { KafkaRecord, OutboxRowInput, Staged } from '#libs/messaging';
import type { Transaction } from '#libs/persistence';
import type { DeadLetterFound } from '../dead-letters/dead-letter-row.js';
import { countLetters, lockNextLetters, markReplayed } from '../dead-letters/dead-letters.statements.js';
import { replayRows } from '../dead-letters/emit-replays.js';
import { replayId, replayOf } from '../dead-letters/replay.js';
import type { DeskParts } from '../desk-parts.js';
import {
  advanceReplay,
  cancelReplay,
  findReplay,
  listReplays,
  lockReplay,
  startReplay,
  type ReplayFound,
} from './replays.statements.js';

/** The name of its local rows. */
export const REPLAY = 'replay';

const EVERY_MS = 1_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

interface Turn {
  readonly tenant_id: string;
  readonly id: string;
  readonly step: number;
}

export class Replays {
  constructor(private readonly parts: DeskParts) {}

  async start(asked: RpcIn<'delivery.replays.start'>): Promise<ReplayJob> {
    const { db, outbox, clock } = this.parts;
    const { tenant_id, id, filter } = asked;
    const until = uuidv7Floor(clock.now());
    let staged: Staged | undefined;
    const row = await db.transaction(async (tx) => {
      const [count] = await tx.query<{ matched: number }>(countLetters(tenant_id, filter, until));
      const bounds = { after: FIRST_ID, until, matched: count?.matched ?? 0 };
      const [started] = await tx.query<ReplayFound>(startReplay(asked, bounds));
      if (started) staged = await outbox.stage(tx, [turnRow({ tenant_id, id, step: 0 })]);
      return started ?? (await tx.query<ReplayFound>(findReplay(tenant_id, id)))[0];
    });
    if (staged) outbox.release(staged);
    return this.told(row as ReplayFound);
  }

  async find({ tenant_id, id }: TenantsThing): Promise<ReplayJob | null> {
    const [row] = await this.parts.db.query<ReplayFound>(findReplay(tenant_id, id));
    return row ? this.told(row) : null;
  }

  async list(asked: RpcIn<'delivery.replays.list'>): Promise<ReplayJob[]> {
    return (await this.parts.db.query<ReplayFound>(listReplays(asked))).map((row) => this.told(row));
  }

  /** What has been replayed stays so. */
  async cancel(thing: TenantsThing): Promise<ReplayJob | null> {
    await this.parts.db.query(cancelReplay(thing.tenant_id, thing.id));
    return this.find(thing);
  }

  /** For the relay. */
  readonly handle = async (records: readonly KafkaRecord[]): Promise<void> => {
    for (const { value } of records) await this.turn(JSON.parse(value) as Turn);
  };

  private async turn(turn: Turn): Promise<void> {
    const { db, outbox } = this.parts;
    let staged: Staged | undefined;
    await db.transaction(async (tx) => {
      const [job] = await tx.query<ReplayFound>(lockReplay(turn.tenant_id, turn.id));
      if (job?.state === 'running' && job.step === turn.step)
        staged = await outbox.stage(tx, await this.chunk(tx, job));
    });
    if (staged) outbox.release(staged);
  }

  private async chunk(tx: Transaction, job: ReplayFound): Promise<OutboxRowInput[]> {
    const { clock, source } = this.parts;
    const { id, tenant_id, filter, rate, last_id, until_id, step, started_by } = job;
    const page = { after: last_id, below: until_id, limit: rate };
    const letters = await tx.query<DeadLetterFound>(lockNextLetters(tenant_id, filter, page));
    const now = clock.now();
    const replays = letters.map((letter) => {
      const deliveryId = replayId(letter.id, letter.replayed_as.length + 1, now);
      return { letterId: letter.id, deliveryId, record: replayOf(letter.record, deliveryId, now).record };
    });
    const isLast = letters.length < rate;
    if (replays.length > 0) tx.enqueue(markReplayed(replays, started_by));
    tx.enqueue(advanceReplay({ id, lastId: letters.at(-1)?.id ?? last_id, replayed: letters.length, isLast }));
    const next = isLast ? [] : [turnRow({ tenant_id, id, step: step + 1 }, new Date(now + EVERY_MS))];
    const records = replays.map(({ record }) => record);
    return [...replayRows(records, source, now), ...next];
  }

  private told({ tenant_id: _, step: _step, last_id: _last, until_id: _until, ...job }: ReplayFound): ReplayJob {
    return {
      ...job,
      channel: this.parts.channel,
      started_at: job.started_at.toISOString(),
      finished_at: job.finished_at?.toISOString(),
    };
  }
}

const turnRow = (turn: Turn, dueAt?: Date): OutboxRowInput => ({
  destination: `local:${REPLAY}`,
  priority: 'medium',
  records: [{ key: null, value: JSON.stringify(turn) }],
  ...(dueAt && { dueAt }),
});
