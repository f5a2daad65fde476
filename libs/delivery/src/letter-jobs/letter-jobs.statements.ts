import type { DeadLetterFilter, JobState } from '#libs/contracts';
import type { Statement } from '#libs/persistence';

/** Where jobs of a kind lie: they differ in the names of two columns, and in what they have beside all others. */
export interface JobTable {
  readonly name: string;
  /** The columns of its id and of how many letters are done. */
  readonly id: string;
  readonly done: string;
  readonly own: readonly string[];
}

export interface JobFound {
  readonly id: string;
  readonly tenant_id: string;
  readonly filter: DeadLetterFilter;
  readonly state: JobState;
  /** Moves with every chunk: a chunk that was done is not done again. */
  readonly step: number;
  /** Letters up to this one are done. */
  readonly last_id: string;
  /** Letters from this one on came after the job was started. */
  readonly until_id: string;
  readonly matched: number;
  readonly done: number;
  readonly started_by: string;
  readonly started_at: Date;
  readonly finished_at: Date | null;
}

export type NewJob = Pick<
  JobFound,
  'id' | 'tenant_id' | 'filter' | 'last_id' | 'until_id' | 'matched' | 'started_by'
> & {
  /** Values of the columns that only this kind has, in their order. */
  readonly own: readonly unknown[];
};

export interface JobPage {
  readonly tenant_id: string;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface ChunkDone {
  readonly id: string;
  readonly lastId: string;
  readonly done: number;
  readonly isLast: boolean;
}

/** The statements of one kind of job. */
export class JobStatements {
  private readonly columns: string;

  constructor(private readonly table: JobTable) {
    const { id, done, own } = table;
    this.columns = [
      `${id} as id, tenant_id, filter, state, step, last_id, until_id, matched, ${done} as done, started_by, started_at,
        finished_at`,
      ...own,
    ].join(', ');
  }

  /** Answers nothing where it was started before. */
  start(job: NewJob): Statement {
    const { name, id, own } = this.table;
    const places = own.map((_, i) => `, $${i + 8}`).join('');
    return {
      name: `${name}.start`,
      text: `insert into ${name} (${[id, 'tenant_id', 'filter', 'last_id', 'until_id', 'matched', 'started_by', ...own].join(', ')})
        values ($1, $2, $3::json, $4, $5, $6, $7${places}) on conflict (${id}) do nothing returning ${this.columns}`,
      values: [
        job.id,
        job.tenant_id,
        JSON.stringify(job.filter),
        job.last_id,
        job.until_id,
        job.matched,
        job.started_by,
        ...job.own,
      ],
    };
  }

  find(tenantId: string, id: string): Statement {
    const { name } = this.table;
    return {
      name: `${name}.find`,
      text: `select ${this.columns} from ${name} where ${this.table.id} = $2 and tenant_id = $1`,
      values: [tenantId, id],
    };
  }

  lock(tenantId: string, id: string): Statement {
    const { name } = this.table;
    return {
      name: `${name}.lock`,
      text: `select ${this.columns} from ${name} where ${this.table.id} = $2 and tenant_id = $1 for update`,
      values: [tenantId, id],
    };
  }

  /** Newest first. */
  list({ tenant_id, cursor, limit }: JobPage): Statement {
    const { name, id } = this.table;
    return {
      name: `${name}.list`,
      text: `select ${this.columns} from ${name} where tenant_id = $1 and ($2::uuid is null or ${id} < $2::uuid)
        order by ${id} desc limit $3`,
      values: [tenant_id, cursor, limit],
    };
  }

  cancel(tenantId: string, id: string): Statement {
    const { name } = this.table;
    return {
      name: `${name}.cancel`,
      text: `update ${name} set state = 'cancelled', finished_at = now()
        where ${this.table.id} = $2 and tenant_id = $1 and state = 'running'`,
      values: [tenantId, id],
    };
  }

  advance({ id, lastId, done, isLast }: ChunkDone): Statement {
    const { name } = this.table;
    return {
      name: `${name}.advance`,
      text: `update ${name} set step = step + 1, last_id = $2, ${this.table.done} = ${this.table.done} + $3,
          state = case when $4 then 'done' else state end, finished_at = case when $4 then now() end
        where ${this.table.id} = $1`,
      values: [id, lastId, done, isLast],
    };
  }
}
