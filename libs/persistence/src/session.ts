/** One pooled connection for the time of one call: runs pipelines and knows whether it may go back into the pool. */
import type pg from 'pg';
import { isStalePlan } from './errors.js';
import { Pipeline, PipelineError } from './pipeline.js';
import type { Statement } from './statement.js';

export type Rows = Record<string, unknown>[];

export class Session {
  private broken = false;

  constructor(
    private readonly client: pg.PoolClient,
    private readonly deadlineMs: number,
  ) {}

  /** Rejects with PipelineError. A server that says nothing at all until the deadline loses its connection. */
  async run(statements: readonly Statement[]): Promise<Rows[]> {
    const pipeline = new Pipeline(statements);
    const timer = setTimeout(() => this.hangUp(), this.deadlineMs);
    try {
      this.client.query(pipeline as unknown as pg.Submittable);
      return await pipeline.done;
    } catch (error) {
      this.broken ||= !(error instanceof PipelineError && error.reported) || isStalePlan(error.cause);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  release(): void {
    this.client.release(this.broken);
  }

  private hangUp(): void {
    this.broken = true;
    (this.client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }
}
