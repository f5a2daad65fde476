/**
 * The net under everything: deliveries that the status store has not seen move for ten times their lane's service level are
 * emitted again from the intent. The ledger makes that harmless for what is only slow.
 */
import { PRIORITIES, SERVICE_LEVEL_MS, type Priority } from '#libs/contracts';
import { outboxStats, type Log, type Outbox, type Staged } from '#libs/messaging';
import { logger } from '#libs/observability';
import { tryLock, type Database, type Transaction } from '#libs/persistence';
import { RecentMap } from '../../recipients/recent-map.js';
import type { StoredNotification } from '../intake/intent.js';
import { findNotifications } from '../intake/notifications.statements.js';
import { OutboxRows } from '../intake/records.js';
import type { Peer } from '../../intake-connections.js';

export interface ReconcilerParts {
  readonly db: Database;
  readonly outbox: Outbox;
  readonly status: Peer;
  readonly timeFactor: number;
  readonly kafkaIsUp: () => boolean;
  readonly log?: Pick<Log, 'info' | 'warn'>;
}

const EVERY_MS = 10_000;
const PATIENCE = 10;
const MOST = 500;
const REMEMBERED = 20_000;

export class Reconciler {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  /** Until when a delivery that was emitted again is left alone. */
  private readonly patience = new RecentMap<number>(REMEMBERED);

  private readonly log: Pick<Log, 'info' | 'warn'>;

  constructor(private readonly parts: ReconcilerParts) {
    this.log = parts.log ?? logger('reconciler');
  }

  start(): void {
    this.timer = setInterval(() => {
      this.running = this.running
        .then(() => this.round())
        .catch((error: unknown) => this.log.warn({ err: error }, 'round failed'));
    }, EVERY_MS * this.parts.timeFactor);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** One instance at a time. While our own outbox is behind, nothing is lost yet: it is only late. */
  async round(): Promise<void> {
    const { db, outbox, kafkaIsUp } = this.parts;
    if (!kafkaIsUp() || (await outboxStats(db)).due > 0) return;
    let staged: Staged | undefined;
    await db.transaction(async (tx) => {
      if (!(await tryLock(tx, 'gateway.reconcile'))) return;
      const rows = new OutboxRows();
      for (const priority of PRIORITIES) await this.emitAgain(tx, priority, rows);
      staged = await outbox.stage(tx, rows.all());
    });
    if (staged) outbox.release(staged);
  }

  private async emitAgain(tx: Transaction, priority: Priority, rows: OutboxRows): Promise<void> {
    const now = Date.now();
    const patienceMs = SERVICE_LEVEL_MS[priority] * PATIENCE * this.parts.timeFactor;
    const accepted_before = new Date(now - patienceMs).toISOString();
    const items = [{ priority, accepted_before, limit: MOST }];
    const [unmoved = []] = await this.parts.status.call('status.unmoved', { items });
    const late = unmoved.filter(({ delivery_id }) => (this.patience.get(delivery_id) ?? 0) <= now);
    if (late.length === 0) return;
    const ids = [...new Set(late.map(({ notification_id }) => notification_id))];
    const wanted = new Set(late.map(({ delivery_id }) => delivery_id));
    let emitted = 0;
    for (const one of await tx.query<StoredNotification>(findNotifications(ids))) {
      for (const delivery of one.intent.deliveries) {
        if (delivery.status !== 'ACCEPTED' || !wanted.has(delivery.id)) continue;
        rows.addDispatch(one, delivery);
        emitted += 1;
      }
    }
    for (const id of wanted) this.patience.set(id, now + patienceMs);
    if (emitted > 0) this.log.warn({ priority, deliveries: emitted }, 'not moved; emitted again');
    // Ended here meanwhile, or forgotten: there is nothing to emit them from.
    if (emitted < wanted.size) this.log.info({ priority, deliveries: wanted.size - emitted }, 'not moved; left alone');
  }
}
