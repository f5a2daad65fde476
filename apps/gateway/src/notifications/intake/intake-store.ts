import type { Priority } from '#libs/contracts';
import type { Outbox, OutboxRowInput, Staged } from '#libs/messaging';
import { CommitUnknownError, isUniqueViolation, type Database } from '#libs/persistence';
import { insertKeys, type KeyRow } from '../idempotency/idempotency.statements.js';
import { heldRows } from './held-rows.js';
import type { StoredNotification } from './intent.js';
import { insertNotifications, whichExist } from './notifications.statements.js';
import { OutboxRows } from './records.js';

/** What one request leaves behind: its key, if it has one, and its notification, unless it was refused. */
export interface Write {
  readonly priority: Priority;
  readonly key?: KeyRow | undefined;
  readonly notification?: StoredNotification | undefined;
}

const COMMIT_TRIES = 4;

/** The transaction that a 202 promises: keys, notifications and outbox rows, all or nothing, in one round trip. */
export class IntakeStore {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Resolves after the commit; what leaves at once is then on its way to Kafka. */
  async write(writes: readonly Write[]): Promise<void> {
    const notifications = writes.flatMap(({ notification }) => notification ?? []);
    const keys = writes.flatMap(({ key }) => key ?? []).sort(byKey);
    const rows = outboxRows(notifications);
    let staged: Staged | undefined;
    const written = await this.settled(notifications, () =>
      this.db.transaction(async (tx) => {
        if (keys.length > 0) tx.enqueue(insertKeys(keys));
        if (notifications.length > 0) tx.enqueue(insertNotifications(notifications));
        staged = await this.outbox.stage(tx, rows);
      }),
    );
    if (written && staged) this.outbox.release(staged);
  }

  /**
   * A COMMIT that nobody knows of is made known by writing the same again: the same ids make Postgres wait for the first
   * transaction if it is still under way, and refuse the second if the first was committed. Then `false`: which of the
   * tries it was is not known, and the relay emits its rows when their lease ends.
   */
  private async settled(notifications: readonly StoredNotification[], write: () => Promise<void>): Promise<boolean> {
    let unknown: unknown;
    for (let attempt = 1; ; attempt++) {
      try {
        await write();
        return true;
      } catch (error) {
        if (unknown !== undefined && isUniqueViolation(error) && (await this.areStored(notifications))) return false;
        if (!(error instanceof CommitUnknownError) && (unknown === undefined || !isPassing(error))) throw error;
        unknown ??= error;
        if (attempt >= COMMIT_TRIES) throw unknown;
        await pause(attempt * PAUSE_MS);
      }
    }
  }

  private async areStored(notifications: readonly StoredNotification[]): Promise<boolean> {
    const ids = notifications.map(({ id }) => id);
    return ids.length > 0 && (await this.db.query(whichExist(ids))).length === ids.length;
  }
}

const PAUSE_MS = 150;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const isPassing = (error: unknown): boolean => (error as { retryable?: boolean }).retryable === true;

const byKey = (a: KeyRow, b: KeyRow): number =>
  a.tenant_id === b.tenant_id ? compare(a.key, b.key) : compare(a.tenant_id, b.tenant_id);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function outboxRows(notifications: readonly StoredNotification[]): OutboxRowInput[] {
  const rows = new OutboxRows();
  for (const notification of notifications) rows.addPlanned(notification);
  return [...rows.all(), ...heldRows(notifications)];
}
