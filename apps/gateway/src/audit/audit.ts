import { logger, metrics } from '#libs/observability';
import type { Queryable } from '#libs/persistence';
import { addCalls } from './audit.statements.js';
import { CollapsedCalls, type CollapsedCall } from './collapsed-calls.js';
import { FloodWatch } from './flood-watch.js';
import type { Call, RecordedCall, RefusedCall } from './recorded-call.js';

const EVERY_MS = 1_000;
const AFTER_FAILURE_MS = 5_000;
const PIECE = 1_000;

const log = logger('audit');

/**
 * Who called and was not let in; who was given a token; who changed what another app stores. Kept beside the requests: nobody waits
 * for it, and what a process that is killed had not written yet, a second's worth, is lost. (Changes of our own store are not told
 * here: they are rows of their own transaction, `auditRow`.)
 */
export class Audit {
  private readonly calls = new CollapsedCalls();
  private readonly flood = new FloodWatch();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Queryable,
    private readonly now: () => number = Date.now,
  ) {}

  /** `count`: how many calls that are alike. */
  refused(call: RefusedCall, count = 1): void {
    metrics.authRefused.inc({ reason: call.reason }, count);
    const flood = this.flood.note(call.reason, count, this.now());
    if (flood) log.warn(flood, 'many requests were refused within a minute');
    this.note({ ...call, outcome: 'refused' }, count);
  }

  allowed(call: Call): void {
    this.note({ ...call, outcome: 'allowed' }, 1);
  }

  /** Writes what is not written yet. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    await this.writing;
    await this.write();
    const left = this.calls.take();
    this.lose(sum(left) + this.calls.takeLost());
  }

  private note(call: RecordedCall, count: number): void {
    const kept = this.calls.add(call, count, this.now());
    if (kept !== 'whole') metrics.auditLost.inc({ what: kept === 'folded' ? 'detail' : 'call' }, count);
    this.schedule();
  }

  /** Nothing runs while nobody is refused. */
  private schedule(inMs = EVERY_MS): void {
    this.timer ??= setTimeout(() => {
      this.writing = this.write().then((written) => {
        this.timer = undefined;
        if (this.calls.isWaiting) this.schedule(written ? EVERY_MS : AFTER_FAILURE_MS);
      });
    }, inMs).unref();
  }

  /** What cannot be written waits for the next time, as far as there is room; a piece whose COMMIT broke may count twice. */
  private async write(): Promise<boolean> {
    const calls = this.calls.take();
    for (let at = 0; at < calls.length; at += PIECE) {
      try {
        await this.db.query(addCalls(calls.slice(at, at + PIECE)));
      } catch (error) {
        log.warn({ err: error }, 'refusals not written yet');
        this.calls.putBack(calls.slice(at));
        this.lose(this.calls.takeLost());
        return false;
      }
    }
    return true;
  }

  private lose(calls: number): void {
    if (calls === 0) return;
    metrics.auditLost.inc({ what: 'call' }, calls);
    log.error({ calls }, 'audited calls were lost');
  }
}

const sum = (calls: readonly CollapsedCall[]): number => calls.reduce((all, { count }) => all + count, 0);
