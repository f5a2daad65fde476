import { CommitUnknownError } from './errors.js';
import { PipelineError } from './pipeline.js';
import type { Rows, Session } from './session.js';
import type { Statement, Transaction } from './statement.js';

const BEGIN: Statement = { name: 'tx.begin', text: 'begin', values: [] };
const COMMIT: Statement = { name: 'tx.commit', text: 'commit', values: [] };
const ROLLBACK: Statement = { name: 'tx.rollback', text: 'rollback', values: [] };

interface Entry {
  readonly statement: Statement;
  readonly resolve: (rows: never) => void;
  readonly reject: (error: unknown) => void;
}

const ignore = (): void => {};

/**
 * Collects the statements of one tick into one pipeline, puts BEGIN before the first and lets what was only enqueued
 * ride with the COMMIT. A transaction that has sent nothing when its work ends goes as one pipeline without either.
 */
export class PipelinedTransaction implements Transaction {
  private waiting: Entry[] = [];
  private begun = false;
  private flushing: Promise<void> | undefined;
  private failure: { readonly error: unknown } | undefined;

  constructor(private readonly session: Session) {}

  query<R>(statement: Statement): Promise<R[]> {
    return new Promise<R[]>((resolve, reject) => {
      this.waiting.push({ statement, resolve, reject });
      this.flushing ??= Promise.resolve().then(() => this.flush());
    });
  }

  enqueue(statement: Statement): void {
    this.waiting.push({ statement, resolve: ignore, reject: ignore });
  }

  async commit(): Promise<void> {
    await this.flushing;
    if (this.failure) throw this.failure.error;
    const rest = this.take();
    if (!this.begun && rest.length === 0) return;
    const implicit = !this.begun;
    const statements = rest.map((e) => e.statement);
    try {
      await this.session.run(implicit ? statements : [...statements, COMMIT]);
    } catch (error) {
      const { cause, reported, completed } = error as PipelineError;
      if (!implicit && completed > rest.length) return; // the COMMIT itself was answered before the connection broke
      this.begun = !implicit && reported;
      throw reported ? cause : new CommitUnknownError(cause);
    }
  }

  async rollback(): Promise<void> {
    await this.flushing;
    for (const entry of this.take()) entry.reject(new Error('the transaction was rolled back'));
    if (this.begun) await this.session.run([ROLLBACK]).catch(ignore); // a session that cannot is broken, and thrown away
  }

  private take(): Entry[] {
    const entries = this.waiting;
    this.waiting = [];
    return entries;
  }

  /** Until nothing waits: what is issued while a pipeline is under way goes with the next. */
  private async flush(): Promise<void> {
    while (this.waiting.some((e) => e.reject !== ignore) && !this.failure) await this.send(this.take());
    if (this.failure) for (const entry of this.take()) entry.reject(this.failure.error);
    this.flushing = undefined;
  }

  private async send(entries: Entry[]): Promise<void> {
    const statements = entries.map((e) => e.statement);
    const lead = this.begun ? 0 : 1;
    this.begun = true;
    try {
      const rows: Rows[] = await this.session.run(lead ? [BEGIN, ...statements] : statements);
      entries.forEach((entry, i) => entry.resolve(rows[i + lead] as never));
    } catch (error) {
      const cause = error instanceof PipelineError ? error.cause : error;
      this.failure = { error: cause };
      for (const entry of entries) entry.reject(cause);
    }
  }
}
