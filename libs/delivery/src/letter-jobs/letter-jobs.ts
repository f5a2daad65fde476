/**
 * What is done to all open dead letters that match, a chunk at a time. A row of the outbox for this app itself is due for each
 * chunk; whichever instance takes it does the chunk in one transaction: what becomes of the letters, what leaves, the job one step
 * further, and the row for the next chunk. A process that dies has done the whole chunk or nothing of it, and a row that is taken
 * twice finds that its step is done.
 */
import type { DeadLetterFilter, LetterJob, TenantsThing } from '#libs/contracts';
import { uuidv7Floor } from '#libs/kernel';
import type { KafkaRecord, OutboxRowInput, Staged } from '#libs/messaging';
import type { Transaction } from '#libs/persistence';
import type { DeadLetterFound } from '../dead-letters/dead-letter-row.js';
import { countLetters, lockNextLetters } from '../dead-letters/dead-letters.statements.js';
import type { DeskParts } from '../desk-parts.js';
import { JobStatements, type JobFound, type JobPage, type JobTable } from './letter-jobs.statements.js';

export interface ChunkWork {
  /** Letters that it was done to. */
  readonly done: number;
  readonly rows: readonly OutboxRowInput[];
}

export interface JobAsked extends TenantsThing {
  readonly filter: DeadLetterFilter;
  readonly by: string;
}

interface Turn {
  readonly tenant_id: string;
  readonly id: string;
  readonly step: number;
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

export abstract class LetterJobs<Row extends JobFound, Job extends LetterJob, Asked extends JobAsked> {
  /** The name of its local rows. */
  protected abstract readonly local: string;
  /** From one chunk to the next; 0: at once. */
  protected abstract readonly everyMs: number;
  private readonly statements: JobStatements;

  constructor(
    protected readonly parts: DeskParts,
    table: JobTable,
  ) {
    this.statements = new JobStatements(table);
  }

  /** Letters of a chunk. */
  protected abstract chunkOf(job: Row): number;
  /** Enqueues what becomes of letters that are locked. */
  protected abstract work(tx: Transaction, job: Row, letters: readonly DeadLetterFound[], now: number): ChunkWork;
  protected abstract told(row: Row): Job;
  /** Values of the columns that only this kind has. */
  protected abstract own(asked: Asked): readonly unknown[];

  /** Letters that die from now on are not among them. Started again with its id it is the same job. */
  async start(asked: Asked): Promise<Job> {
    const { db, outbox, clock } = this.parts;
    const { statements } = this;
    const { tenant_id, id, filter, by } = asked;
    const until = uuidv7Floor(clock.now());
    let staged: Staged | undefined;
    const row = await db.transaction(async (tx) => {
      const [count] = await tx.query<{ matched: number }>(countLetters(tenant_id, filter, until));
      const bounds = { last_id: FIRST_ID, until_id: until, matched: count?.matched ?? 0 };
      const job = { id, tenant_id, filter, ...bounds, started_by: by, own: this.own(asked) };
      const [started] = await tx.query<Row>(statements.start(job));
      if (started) staged = await outbox.stage(tx, [this.turnRow({ tenant_id, id, step: 0 })]);
      return started ?? (await tx.query<Row>(statements.find(tenant_id, id)))[0];
    });
    if (staged) outbox.release(staged);
    return this.told(row as Row);
  }

  async find({ tenant_id, id }: TenantsThing): Promise<Job | null> {
    const [row] = await this.parts.db.query<Row>(this.statements.find(tenant_id, id));
    return row ? this.told(row) : null;
  }

  async list(page: JobPage): Promise<Job[]> {
    return (await this.parts.db.query<Row>(this.statements.list(page))).map((row) => this.told(row));
  }

  /** What has been done stays so. */
  async cancel(thing: TenantsThing): Promise<Job | null> {
    await this.parts.db.query(this.statements.cancel(thing.tenant_id, thing.id));
    return this.find(thing);
  }

  /** For the relay. */
  readonly handle = async (records: readonly KafkaRecord[]): Promise<void> => {
    for (const { value } of records) await this.turn(JSON.parse(value) as Turn);
  };

  /** What all kinds tell. */
  protected jobOf({ id, state, filter, matched, started_by, started_at, finished_at }: Row): LetterJob {
    return {
      id,
      channel: this.parts.channel,
      state,
      filter,
      matched,
      started_at: started_at.toISOString(),
      started_by,
      finished_at: finished_at?.toISOString(),
    };
  }

  private async turn(turn: Turn): Promise<void> {
    const { db, outbox } = this.parts;
    let staged: Staged | undefined;
    await db.transaction(async (tx) => {
      const [job] = await tx.query<Row>(this.statements.lock(turn.tenant_id, turn.id));
      if (job?.state === 'running' && job.step === turn.step)
        staged = await outbox.stage(tx, await this.chunk(tx, job));
    });
    if (staged) outbox.release(staged);
  }

  private async chunk(tx: Transaction, job: Row): Promise<OutboxRowInput[]> {
    const { id, tenant_id, filter, last_id, until_id, step } = job;
    const limit = this.chunkOf(job);
    const page = { after: last_id, below: until_id, limit };
    const letters = await tx.query<DeadLetterFound>(lockNextLetters(tenant_id, filter, page));
    const now = this.parts.clock.now();
    const { done, rows } = this.work(tx, job, letters, now);
    const isLast = letters.length < limit;
    tx.enqueue(this.statements.advance({ id, lastId: letters.at(-1)?.id ?? last_id, done, isLast }));
    const dueAt = this.everyMs > 0 ? new Date(now + this.everyMs) : undefined;
    return isLast ? [...rows] : [...rows, this.turnRow({ tenant_id, id, step: step + 1 }, dueAt)];
  }

  private turnRow(turn: Turn, dueAt?: Date): OutboxRowInput {
    return {
      destination: `local:${this.local}`,
      priority: 'medium',
      records: [{ key: null, value: JSON.stringify(turn) }],
      ...(dueAt && { dueAt }),
    };
  }
}
