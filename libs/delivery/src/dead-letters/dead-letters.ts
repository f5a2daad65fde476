/** The dead letters of a channel, for those who look after them. */
import type {
  DeadLetterDetail,
  DeadLetterState,
  DeadLetterSummary,
  ReplayAnswer,
  RpcIn,
  SealedDelivery,
  TenantsThing,
} from '#libs/contracts';
import type { Staged } from '#libs/messaging';
import type { Transaction } from '#libs/persistence';
import type { DeskParts } from '../desk-parts.js';
import { attemptEntry, attemptsOf, type AttemptRow } from '../statements/attempts-of.statement.js';
import { summaryOf, type DeadLetterFound } from './dead-letter-row.js';
import { discardLetter, findLetter, listLetters, lockLetter, markReplayed } from './dead-letters.statements.js';
import { editDelivery } from './edit-delivery.js';
import { replayRows } from './emit-replays.js';
import { replayId, replayOf } from './replay.js';

type ReplayAsked = RpcIn<'delivery.dead_letters.replay'>;

export class DeadLetters {
  constructor(private readonly parts: DeskParts) {}

  async list(asked: RpcIn<'delivery.dead_letters.list'>): Promise<DeadLetterSummary[]> {
    const rows = await this.parts.db.query<DeadLetterFound>(listLetters(asked));
    return rows.map((row) => summaryOf(row, this.parts.channel));
  }

  async find({ tenant_id, id }: TenantsThing): Promise<DeadLetterDetail | null> {
    const { db, channel } = this.parts;
    const [row] = await db.query<DeadLetterFound>(findLetter(tenant_id, id));
    if (!row) return null;
    const attempts = await db.query<AttemptRow>(attemptsOf(tenant_id, row.record.delivery_id));
    return { ...summaryOf(row, channel), history: attempts.map(attemptEntry), note: row.note ?? undefined };
  }

  async contents({ tenant_id, id }: TenantsThing): Promise<SealedDelivery | null> {
    const [row] = await this.parts.db.query<DeadLetterFound>(findLetter(tenant_id, id));
    if (!row) return null;
    const { target, content } = row.record;
    return { target, content };
  }

  /** The letter, the new delivery and the word of it: one transaction. */
  async replay(asked: ReplayAsked): Promise<ReplayAnswer | null> {
    const { db, outbox } = this.parts;
    let staged: Staged | undefined;
    const answer = await db.transaction(async (tx) => {
      const [row] = await tx.query<DeadLetterFound>(lockLetter(asked.tenant_id, asked.id));
      if (!row) return null;
      return madeBefore(row, asked) ?? this.make(tx, row, asked, (rows) => (staged = rows));
    });
    if (staged) outbox.release(staged);
    return answer;
  }

  /** How it stands now. */
  async discard({ tenant_id, id, by, note }: RpcIn<'delivery.dead_letters.discard'>): Promise<DeadLetterState | null> {
    const { db } = this.parts;
    const [discarded] = await db.query<{ state: DeadLetterState }>(discardLetter(tenant_id, id, by, note));
    if (discarded) return discarded.state;
    const [row] = await db.query<DeadLetterFound>(findLetter(tenant_id, id));
    return row?.state ?? null;
  }

  private async make(
    tx: Transaction,
    row: DeadLetterFound,
    { number, by, edit }: ReplayAsked,
    stagedAs: (staged: Staged) => void,
  ): Promise<ReplayAnswer> {
    const { vault, clock, source, outbox } = this.parts;
    const dead = row.record;
    const edits = edit && editDelivery(vault, dead, edit);
    if (edits && !edits.ok) return { outcome: 'incomplete', missing: edits.missing };
    const now = clock.now();
    const { record, renewed } = replayOf(dead, replayId(row.id, number, now), now, edits?.edited);
    tx.enqueue(markReplayed([{ letterId: row.id, deliveryId: record.delivery_id }], by));
    stagedAs(await outbox.stage(tx, replayRows([record], source, now)));
    return {
      outcome: 'replayed',
      created: true,
      delivery_id: record.delivery_id,
      notification_id: record.notification_id,
      channel: record.channel,
      expires_at: record.expires_at,
      expiry_renewed: renewed || undefined,
    };
  }
}

/** What there is to say without making another one; undefined: this replay is the next. */
function madeBefore(row: DeadLetterFound, { number, edit }: ReplayAsked): ReplayAnswer | undefined {
  const { replayed_as: made, state } = row;
  const already = made[number - 1];
  if (already !== undefined) {
    const { notification_id, channel } = row.record;
    return {
      outcome: 'replayed',
      created: false,
      delivery_id: already,
      notification_id,
      channel: edit?.channel ?? channel,
    };
  }
  if (state === 'discarded' || state === 'resolved') return { outcome: 'closed', state };
  return number > made.length + 1 ? { outcome: 'not_yet', replays: made.length } : undefined;
}
