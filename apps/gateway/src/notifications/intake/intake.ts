import { otherBody, refused, stillRunning } from '../idempotency/answers.js';
import { RunningKeys } from '../idempotency/running-keys.js';
import { problems } from '#libs/http';
import type { Verdict } from '../../limits/rate-limiter.js';
import type { IntakeLane } from './intake-lane.js';
import type { IntakeEntry, IntakeResult } from './intake-item.js';

const CHUNK = 250;

interface Numbered {
  readonly entry: IntakeEntry;
  readonly index: number;
}

interface Judged {
  readonly chunk: readonly Numbered[];
  readonly verdict: Promise<Verdict>;
}

/**
 * The way in for every notification: tells critical from the rest, cuts a bulk into groups, and sees that one key has
 * one request under way. A part that fails for reasons of ours fails alone: the others are promised already.
 */
export class Intake {
  private readonly running = new RunningKeys();

  constructor(
    private readonly critical: IntakeLane,
    private readonly normal: IntakeLane,
  ) {}

  /** What is refused by a limit takes its place all the same: its key may have an answer already. */
  async accept(entries: readonly IntakeEntry[], verdict: Promise<Verdict>): Promise<IntakeResult[]> {
    const results: IntakeResult[] = new Array<IntakeResult>(entries.length);
    const taken: Numbered[] = [];
    entries.forEach((entry, index) => {
      const blocked = this.takeKey(entry);
      if (blocked) results[index] = blocked;
      else taken.push({ entry, index });
    });
    try {
      await this.acceptTaken(taken, results, verdict);
    } finally {
      for (const { entry } of taken) this.releaseKey(entry);
    }
    return results;
  }

  private async acceptTaken(
    taken: readonly Numbered[],
    results: IntakeResult[],
    verdict: Promise<Verdict>,
  ): Promise<void> {
    const critical = taken.filter(({ entry }) => entry.priority === 'critical');
    const normal = critical.length === 0 ? taken : taken.filter(({ entry }) => entry.priority !== 'critical');
    await Promise.all([
      ...chunks(critical).map((chunk) => this.acceptChunk(this.critical, { chunk, verdict }, results)),
      ...chunks(normal).map((chunk) => this.acceptChunk(this.normal, { chunk, verdict }, results)),
    ]);
  }

  private async acceptChunk(lane: IntakeLane, { chunk, verdict }: Judged, results: IntakeResult[]): Promise<void> {
    try {
      const answers = await lane.accept({ entries: chunk.map(({ entry }) => entry), verdict });
      chunk.forEach(({ index }, i) => (results[index] = answers[i] as IntakeResult));
    } catch (error) {
      if ((error as { retryable?: boolean }).retryable !== true) throw error;
      const answer = refused(problems.unavailable('The notification was not stored; send it again', error));
      for (const { index } of chunk) results[index] = answer;
    }
  }

  private takeKey({ tenantId, idempotency }: IntakeEntry): IntakeResult | undefined {
    if (!idempotency) return undefined;
    const state = this.running.take(tenantId, idempotency.key, idempotency.bodyHash);
    if (state === 'taken') return undefined;
    return refused(state === 'running' ? stillRunning() : otherBody());
  }

  private releaseKey({ tenantId, idempotency }: IntakeEntry): void {
    if (idempotency) this.running.release(tenantId, idempotency.key);
  }
}

function chunks(all: readonly Numbered[]): (readonly Numbered[])[] {
  if (all.length === 0) return [];
  if (all.length <= CHUNK) return [all];
  return Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, i) => all.slice(i * CHUNK, (i + 1) * CHUNK));
}
