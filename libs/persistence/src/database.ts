import type { Queryable, Statement, Transaction } from './statement.js';

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

/** The pool of one app over its own schema. Errors: DatabaseUnavailableError, CommitUnknownError, or Postgres's own. */
export declare class Database implements Queryable {
  static connect(url: string, options: DatabaseOptions): Database;
  readonly schema: string;
  readonly url: string;
  /** One statement, committed by itself. */
  query<R = Record<string, unknown>>(statement: Statement): Promise<R[]>;
  /** Several statements known beforehand: one transaction, one round trip. Answers their rows, in order. */
  batch(statements: readonly Statement[]): Promise<Record<string, unknown>[][]>;
  /** Commits when `work` resolves, rolls back when it rejects. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** For health checks. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
