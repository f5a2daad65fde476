import type { Priority } from '#libs/contracts';
import type { Outbox, OutboxRowInput, Staged } from '#libs/messaging';
import { CommitUnknownError, isUniqueViolation, type Database, type Transaction } from '#libs/persistence';
import { claimDaily, type DailyClaim } from '../daily-cap/claim-daily.js';
import { overCap } from '../daily-cap/over-cap.js';
import { freeKeys, insertKeys, type KeyRow } from '../idempotency/idempotency.statements.js';
import { escalationRows } from '../escalate/steps.js';
import { heldRows } from './held-rows.js';
import type { StoredNotification } from './intent.js';
import { findNotifications, insertNotifications, whichExist } from './notifications.statements.js';
import { OutboxRows } from './records.js';

/** What one request leaves behind: its key, if it has one, and its notification, unless it was refused. */
export interface Write {
  readonly priority: Priority;
  readonly key?: KeyRow | undefined;
  /** Its key is in the store, and has expired. */
  readonly freesKey?: boolean;
  readonly notification?: StoredNotification | undefined;
  /** What its recipient gets in a day has an end. */
  readonly claim?: DailyClaim | undefined;
}

const COMMIT_TRIES = 4;

/** The transaction that a 202 promises: keys, notifications and outbox rows, all or nothing, in one round trip. */
export class IntakeStore {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Resolves after the commit; what leaves at once is then on its way to Kafka. Answers what was written of each. */
  async write(writes: readonly Write[]): Promise<readonly Write[]> {
    const hasCaps = writes.some(({ claim }) => claim);
    let batch = batchOf(writes);
    let staged: Staged | undefined;
    const written = await this.settled(batch.notifications, () =>
      this.db.transaction(async (tx) => {
        if (hasCaps) batch = batchOf(await underCaps(tx, writes));
        const { freed, keys, notifications, rows } = batch;
        if (freed.length > 0) tx.enqueue(freeKeys(freed));
        if (keys.length > 0) tx.enqueue(insertKeys(keys));
        if (notifications.length > 0) tx.enqueue(insertNotifications(notifications));
        staged = await this.outbox.stage(tx, rows);
      }),
    );
    if (written && staged) this.outbox.release(staged);
    return written || !hasCaps ? batch.writes : this.readBack(writes);
  }

  /** Which of the tries it was is not known, and they may have found different counts. */
  private async readBack(writes: readonly Write[]): Promise<Write[]> {
    const ids = writes.flatMap(({ notification }) => notification?.id ?? []);
    const stored = await this.db.query<StoredNotification>(findNotifications(ids));
    const byId = new Map(stored.map((notification) => [notification.id, notification]));
    return writes.map((write) => ({ ...write, notification: write.notification && byId.get(write.notification.id) }));
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

/** The writes as they can be: what is over its cap is stored as that. */
async function underCaps(tx: Transaction, writes: readonly Write[]): Promise<Write[]> {
  const claiming = writes.filter(({ claim }) => claim);
  const admitted = await claimDaily(
    tx,
    claiming.map(({ claim }) => claim as DailyClaim),
  );
  const over = new Set(claiming.filter((_, i) => !admitted[i]));
  return writes.map((write) => (over.has(write) && write.notification ? suppressed(write, write.notification) : write));
}

/** Nothing of it is held any more: the answer to its key can be told from the intent. */
const suppressed = (write: Write, notification: StoredNotification): Write => ({
  ...write,
  key: write.key && { ...write.key, answer: null },
  notification: overCap(notification),
});

function batchOf(writes: readonly Write[]) {
  const notifications = writes.flatMap(({ notification }) => notification ?? []);
  const keys = writes.flatMap(({ key }) => key ?? []).sort(byKey);
  const freed = writes.flatMap(({ key, freesKey }) => (key && freesKey ? key : []));
  return { writes, notifications, freed, keys, rows: outboxRows(notifications) };
}

function outboxRows(notifications: readonly StoredNotification[]): OutboxRowInput[] {
  const rows = new OutboxRows();
  for (const notification of notifications) rows.addPlanned(notification);
  return [...rows.all(), ...heldRows(notifications), ...escalationRows(notifications)];
}
