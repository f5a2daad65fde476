/** What is in doubt in a channel, for those who look after it. */
import {
  PRIORITIES,
  type DispatchRecord,
  type DoubtDetail,
  type DoubtSummary,
  type Priority,
  type Resolution,
  type RpcIn,
  type RpcOut,
  type SealedDelivery,
  type TenantsThing,
} from '#libs/contracts';
import type { Staged } from '#libs/messaging';
import type { Transaction } from '#libs/persistence';
import type { DeskParts } from '../desk-parts.js';
import { FollowUps, subjectOf } from '../follow-ups.js';
import { LEDGER, type LedgerRow } from '../ledger-state.js';
import { attemptEntry, attemptsOf, type AttemptRow } from '../statements/attempts-of.statement.js';
import { insertAttempts } from '../statements/history.statement.js';
import { changeRows, lockRows, type RowChange } from '../statements/rows.statement.js';
import { forgetDoubts } from './doubt-rows.statement.js';
import { findDoubts, listDoubts, type DoubtFound } from './doubts.statements.js';
import { provenOf, resolutionOf, type Resolved } from './resolution.js';

/** Resolved by one transaction. */
const MOST = 500;
/** In the history, where the name of a provider stands. */
const OPERATOR = 'operator';
const UNKNOWN = 'unknown';

type LockedRow = LedgerRow & { readonly provider: string | null };

/** What becomes of deliveries in doubt, and what the history says of it. */
interface Verdict {
  readonly resolved: (row: LockedRow, record: DispatchRecord, now: number) => Resolved;
  /** `provider`: absent for the one that was called. */
  readonly note: { readonly event: 'resolved' | 'proof'; readonly code: string; readonly provider?: string };
}

const byOperator = (resolution: Resolution): Verdict => ({
  resolved: (row, record, now) => resolutionOf(resolution, row, record, now),
  note: { event: 'resolved', code: resolution, provider: OPERATOR },
});

const PROVEN: Verdict = { resolved: (row) => provenOf(row), note: { event: 'proof', code: 'status' } };

export class Doubts {
  constructor(private readonly parts: DeskParts) {}

  async list(asked: RpcIn<'delivery.doubts.list'>): Promise<DoubtSummary[]> {
    return (await this.parts.db.query<DoubtFound>(listDoubts(asked))).map((row) => this.summary(row));
  }

  async find({ tenant_id, id }: TenantsThing): Promise<DoubtDetail | null> {
    const { db } = this.parts;
    const [row] = await db.query<DoubtFound>(findDoubts(tenant_id, [id]));
    if (!row) return null;
    const attempts = await db.query<AttemptRow>(attemptsOf(tenant_id, id));
    return { ...this.summary(row), history: attempts.map(attemptEntry) };
  }

  async contents({ tenant_id, id }: TenantsThing): Promise<SealedDelivery | null> {
    const [row] = await this.parts.db.query<DoubtFound>(findDoubts(tenant_id, [id]));
    return row ? { target: row.record.target, content: row.record.content } : null;
  }

  /** False: it was not in doubt any more. */
  async resolve({ tenant_id, id, resolution, by }: RpcIn<'delivery.doubts.resolve'>): Promise<boolean> {
    const rows = await this.parts.db.query<DoubtFound>(findDoubts(tenant_id, [id]));
    return (await this.resolveThese(rows, resolution, by)) > 0;
  }

  async resolveAll({
    tenant_id,
    filter,
    resolution,
    by,
  }: RpcIn<'delivery.doubts.resolve_all'>): Promise<RpcOut<'delivery.doubts.resolve_all'>> {
    const rows = await this.parts.db.query<DoubtFound>(listDoubts({ ...filter, tenant_id, limit: MOST + 1 }));
    const resolved = await this.resolveThese(rows.slice(0, MOST), resolution, by);
    return { resolved, more: rows.length > MOST };
  }

  /** Somebody has learnt that the provider had them. */
  async proven(rows: readonly DoubtFound[]): Promise<void> {
    const deliveries = await this.settle(rows, PROVEN);
    this.parts.log.info({ deliveries }, 'doubts were settled by proof');
  }

  private async resolveThese(rows: readonly DoubtFound[], resolution: Resolution, by: string): Promise<number> {
    const deliveries = await this.settle(rows, byOperator(resolution));
    if (rows.length > 0) this.parts.log.info({ deliveries, resolution, by }, 'doubts were resolved');
    return deliveries;
  }

  /** Compare and set: whoever else learns meanwhile what became of one holds its row, or waits for it and finds it decided. */
  private async settle(rows: readonly DoubtFound[], verdict: Verdict): Promise<number> {
    if (rows.length === 0) return 0;
    const { db, outbox } = this.parts;
    const records = new Map(rows.map(({ id, record }) => [id, record]));
    let staged: Staged | undefined;
    const settled = await db.transaction(async (tx) => {
      const locked = await tx.query<LockedRow>(lockRows([...records.keys()].sort()));
      const open = locked.filter(({ state }) => state === LEDGER.doubt);
      if (open.length > 0) staged = await this.decide(tx, open, records, verdict);
      return open.length;
    });
    if (staged) outbox.release(staged);
    return settled;
  }

  private decide(
    tx: Transaction,
    rows: readonly LockedRow[],
    records: ReadonlyMap<string, DispatchRecord>,
    { resolved, note }: Verdict,
  ): Promise<Staged> {
    const { clock, source, outbox } = this.parts;
    const now = clock.now();
    const follow = new Map<Priority, FollowUps>(PRIORITIES.map((one) => [one, new FollowUps(source, one, now)]));
    const changes: RowChange[] = [];
    for (const row of rows) {
      const record = records.get(row.delivery_id) as DispatchRecord;
      const { state, event, again } = resolved(row, record, now);
      changes.push(changeOf(row, state));
      const rest = follow.get(record.priority) as FollowUps;
      rest.event(subjectOf(record), { ...event, seq: row.seq + 1 });
      if (again) rest.send(subjectOf(again));
    }
    const ids = rows.map(({ delivery_id }) => delivery_id);
    tx.enqueue(changeRows(changes, ids));
    tx.enqueue(forgetDoubts(ids));
    for (const [name, group] of Map.groupBy(rows, (row) => note.provider ?? row.provider ?? UNKNOWN)) {
      const notes = group.map(({ delivery_id: deliveryId, attempt, claims: claim }) => {
        const item = { deliveryId, dispatch: records.get(deliveryId) as DispatchRecord };
        return { item, attempt, claim, event: note.event, code: note.code };
      });
      tx.enqueue(insertAttempts(notes, { provider: { name } }));
    }
    return outbox.stage(
      tx,
      [...follow.values()].flatMap((one) => one.rows()),
    );
  }

  private summary({ id, record, since, provider, attempt, checks, next_check_at }: DoubtFound): DoubtSummary {
    return {
      id,
      channel: this.parts.channel,
      notification_id: record.notification_id,
      notification_type: record.notification_type,
      priority: record.priority,
      user_id: record.user_id,
      test: record.test,
      provider: provider ?? undefined,
      attempt,
      since: since.toISOString(),
      checks,
      next_check_at: next_check_at?.toISOString(),
    };
  }
}

/** What was counted of it begins anew: a person has looked. */
const changeOf = ({ delivery_id, attempt }: LedgerRow, state: RowChange['state']): RowChange => ({
  deliveryId: delivery_id,
  state,
  attempt,
  claims: 0,
  checks: 0,
  owner: null,
  leaseMs: null,
});
