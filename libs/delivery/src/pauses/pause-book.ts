/**
 * What is paused, in memory: all of it, since there are few. Read again when one was made or ended, when the connection that hears of
 * it was away, and now and then in any case, for the news may be lost.
 */
import type { Channel, DispatchRecord } from '#libs/contracts';
import type { Log } from '#libs/messaging';
import type { Database } from '#libs/persistence';
import type { PauseCheck } from '../ports.js';
import { standingPauses, type PauseRow } from './pauses.statements.js';

export interface PauseBookParts {
  readonly channel: Channel;
  readonly db: Database;
  readonly log: Log;
  readonly now?: () => number;
}

const AGAIN_MS = 10_000;

export class PauseBook implements PauseCheck {
  private byTenant: ReadonlyMap<string, readonly PauseRow[]> = new Map();
  private reading: Promise<void> | undefined;
  private again: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly parts: PauseBookParts) {}

  get any(): boolean {
    return this.byTenant.size > 0;
  }

  /** Nothing may be sent before it is known what is paused. */
  async start(): Promise<void> {
    await this.read();
    this.timer = setInterval(() => void this.refresh().catch(() => {}), AGAIN_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  holding(record: DispatchRecord, account: readonly string[] = []): string | undefined {
    const now = this.parts.now?.() ?? Date.now();
    return this.byTenant.get(record.tenant_id)?.find((pause) => holds(pause, record, account, now))?.pause_key;
  }

  /** What was written before this was called is known when it resolves; those who come while it is read share the next reading. */
  refresh(): Promise<void> {
    if (!this.reading) return this.read();
    this.again ??= this.reading
      .catch(() => {})
      .then(() => {
        this.again = undefined;
        return this.read();
      });
    return this.again;
  }

  private read(): Promise<void> {
    this.reading = this.load().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async load(): Promise<void> {
    const { db, channel, log } = this.parts;
    try {
      const rows = await db.query<PauseRow>(standingPauses(channel));
      this.byTenant = Map.groupBy(rows, (row) => row.tenant_id);
    } catch (err) {
      log.warn({ err }, 'what is paused could not be read: what was known of it holds');
      throw err;
    }
  }
}

function holds(
  { notification_type, provider, until }: PauseRow,
  record: DispatchRecord,
  account: readonly string[],
  now: number,
): boolean {
  if (until !== null && until.getTime() <= now) return false;
  if (notification_type !== null && notification_type !== record.notification_type) return false;
  return provider === null || account.includes(provider);
}
