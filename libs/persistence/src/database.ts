import pg from 'pg';
import { CommitUnknownError, DatabaseUnavailableError, isUnavailable } from './errors.js';
import { PipelineError } from './pipeline.js';
import { Session, type Rows } from './session.js';
import type { Queryable, Statement, Transaction } from './statement.js';
import { PipelinedTransaction } from './transaction.js';

export interface DatabaseOptions {
  /** The app's own schema: the whole search path of every connection. */
  readonly schema: string;
  /** Shown as application_name. */
  readonly name: string;
  /** Connections at most; 4. */
  readonly max?: number;
  /** 10 s. */
  readonly statementTimeoutMs?: number;
  /** To get a connection, waiting for a free one included; 5 s. */
  readonly connectTimeoutMs?: number;
  /** Told about connections that break while idle; they are replaced by themselves. */
  readonly onError?: (error: Error) => void;
}

/** Beyond the server's own time-out: the server itself is frozen or gone without a word. */
const SILENCE_MS = 5_000;
/** A process that was frozen inside a transaction must not keep its locks. */
const IDLE_IN_TRANSACTION_MS = 15_000;

/** Longer than the minute in which there is always something to tidy up: or all that idle would connect anew for it. */
const KEPT_IDLE_MS = 90_000;

const READ = /^\s*(select|show)\b(?!.*\bfor\s+(no\s+key\s+)?update\b)/is;

const asUnavailable = (error: unknown): unknown =>
  isUnavailable(error) && !(error instanceof CommitUnknownError || error instanceof DatabaseUnavailableError)
    ? new DatabaseUnavailableError(error)
    : error;

/** The pool of one app over its own schema. Errors: DatabaseUnavailableError, CommitUnknownError, or Postgres's own. */
export class Database implements Queryable {
  private constructor(
    readonly url: string,
    readonly schema: string,
    private readonly pool: pg.Pool,
    private readonly deadlineMs: number,
  ) {}

  static connect(url: string, options: DatabaseOptions): Database {
    const { schema, name, max = 4, statementTimeoutMs = 10_000, connectTimeoutMs = 5_000, onError } = options;
    const pool = new pg.Pool({
      connectionString: url,
      application_name: name,
      max,
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      connectionTimeoutMillis: connectTimeoutMs,
      idleTimeoutMillis: KEPT_IDLE_MS,
      keepAlive: true,
      options: `-c search_path=${schema} -c jit=off`,
    });
    const report = (error: Error): void => onError?.(error);
    pool.on('error', report);
    pool.on('connect', (client) => client.on('error', () => {})); // one that breaks in use fails its call, and only that
    return new Database(url, schema, pool, statementTimeoutMs + SILENCE_MS);
  }

  /** One statement, committed by itself. */
  async query<R = Record<string, unknown>>(statement: Statement): Promise<R[]> {
    const [rows] = await this.batch([statement]);
    return rows as R[];
  }

  /** Several statements known beforehand: one transaction, one round trip. Answers their rows, in order. */
  async batch(statements: readonly Statement[]): Promise<Rows[]> {
    if (statements.length === 0) return [];
    return this.withSession(async (session) => {
      try {
        return await session.run(statements);
      } catch (error) {
        const { cause, reported } = error as PipelineError;
        throw reported || statements.every((s) => READ.test(s.text)) ? cause : new CommitUnknownError(cause);
      }
    });
  }

  /** Commits when `work` resolves, rolls back when it rejects. */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.withSession(async (session) => {
      const tx = new PipelinedTransaction(session);
      try {
        const result = await work(tx);
        await tx.commit();
        return result;
      } catch (error) {
        await tx.rollback();
        throw error;
      }
    });
  }

  /** For health checks. */
  async ping(): Promise<void> {
    await this.query({ name: 'ping', text: 'select 1', values: [] });
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const client = await this.pool.connect().catch((error: unknown) => {
      throw asUnavailable(error);
    });
    const session = new Session(client, this.deadlineMs);
    try {
      return await work(session);
    } catch (error) {
      throw asUnavailable(error);
    } finally {
      session.release();
    }
  }
}
