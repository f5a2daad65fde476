/** Pauses as they are stored: who makes one, changes it or ends it. What one held comes due with its end, in the same transaction. */
import type { Channel, Pause, RpcIn, RpcOut, StoredPause } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import { notifyRelays, releaseHeldRows, type KafkaRecord, type Outbox, type Staged } from '#libs/messaging';
import type { Database, Transaction } from '#libs/persistence';
import type { ChannelChanges } from '../channel-changes.js';
import { deletePause, endPause, lockPause, pausesOfTenant, putPause, type PauseRow } from './pauses.statements.js';

export interface PauseStoreParts {
  readonly db: Database;
  readonly outbox: Outbox;
  readonly changes: Pick<ChannelChanges, 'make'>;
  /** How many of those that a pause held leave in a second when it ends. */
  readonly resumePerSecond: number;
}

/** They are in the memory of every instance. */
const MOST = 100;

/** The destination of the row that ends a pause at its time. */
export const PAUSE_OVER = 'pause-over';

export class PauseStore {
  constructor(private readonly parts: PauseStoreParts) {}

  async list({ tenant_id, channel, id }: RpcIn<'delivery.pauses.list'>): Promise<StoredPause[]> {
    return (await this.parts.db.query<PauseRow>(pausesOfTenant(tenant_id, channel, id))).map(told);
  }

  /** Again is as good as once. What it held and does not stop any more leaves. */
  async put(channel: Channel, pause: Pause): Promise<RpcOut<'delivery.pauses.put'>> {
    let staged: Staged | undefined;
    const stored = await this.parts.changes.make({ what: 'pauses', id: pause.tenant_id }, async (tx) => {
      const [before] = await tx.query<PauseRow>(lockPause(pause.tenant_id, channel, pause.id));
      if (!before && (await tx.query(pausesOfTenant(pause.tenant_id, channel))).length >= MOST) return undefined;
      const [row] = (await tx.query<PauseRow>(putPause(uuidv7(), channel, pause))) as [PauseRow];
      if (before && !isSameScope(before, row)) this.release(tx, before.pause_key);
      if (row.until) staged = await this.parts.outbox.stage(tx, [overAt(row.pause_key, row.until)]);
      return row;
    });
    if (staged) this.parts.outbox.release(staged);
    return stored ? told(stored) : { refused: 'too_many' };
  }

  delete(tenant: string, channel: Channel, id: string): Promise<boolean> {
    return this.parts.changes.make({ what: 'pauses', id: tenant }, async (tx) => {
      const [gone] = await tx.query<{ pause_key: string }>(deletePause(tenant, channel, id));
      if (gone) this.release(tx, gone.pause_key);
      return gone !== undefined;
    });
  }

  /** Of the outbox: the time of these has come. */
  readonly over = async (records: readonly KafkaRecord[]): Promise<void> => {
    for (const { key } of records) if (key !== null) await this.end(key);
  };

  private end(key: string): Promise<void> {
    return this.parts.changes.make({ what: 'pauses', id: '' }, async (tx) => {
      const gone = await tx.query(endPause(key));
      if (gone.length > 0) this.release(tx, key);
    });
  }

  private release(tx: Transaction, key: string): void {
    tx.enqueue(releaseHeldRows(key, this.parts.resumePerSecond));
    tx.enqueue(notifyRelays(this.parts.db.schema, 0));
  }
}

const overAt = (key: string, dueAt: Date) => ({
  destination: `local:${PAUSE_OVER}`,
  priority: 'medium' as const,
  records: [{ key, value: '{}' }],
  dueAt,
});

const isSameScope = (a: PauseRow, b: PauseRow): boolean =>
  a.notification_type === b.notification_type && a.provider === b.provider;

const told = (row: PauseRow): StoredPause => ({
  tenant_id: row.tenant_id,
  channel: row.channel,
  id: row.pause_id,
  channels: row.channels,
  notification_type: row.notification_type ?? undefined,
  provider: row.provider ?? undefined,
  note: row.note ?? undefined,
  until: row.until?.toISOString(),
  created_at: row.created_at.toISOString(),
});
