/**
 * Writes settlements: whatever finished while the last group was written goes with the next. One transaction, and in the usual
 * case one round trip, holds the compare-and-set of the ledger and everything that follows from it.
 */
import type { HeardWord } from '#libs/contracts';
import type { Staged } from '#libs/messaging';
import { maskText } from '#libs/observability';
import { uuidv7 } from '#libs/kernel';
import { grouped, splitOnError, type Transaction } from '#libs/persistence';
import { forgetDoubts, noteDoubts } from './doubts/doubt-rows.statement.js';
import { FollowUps } from './follow-ups.js';
import { byDeliveryId, idsOf, type Item } from './item.js';
import { LEDGER, type LedgerRow } from './ledger-state.js';
import { optOutOf, optOutRows } from './opt-outs.js';
import { untilWritten } from './persist.js';
import type { StationParts } from './ports.js';
import { BREAKER_OPEN, isProvidersFault } from './blame.js';
import { lateSettlement, settlementOf, type CallResult, type Outage, type Settlement } from './settlement.js';
import {
  insertAttempts,
  insertDeadLetters,
  resolveDeadLetters,
  type AttemptNote,
  type DeadLetterRow,
} from './statements/history.statement.js';
import { changeRows, lockRows } from './statements/rows.statement.js';
import { isClaimLost, settleAllRows, settleRows, type SettledRow } from './statements/settle.statement.js';

interface Ended {
  readonly item: Item;
  readonly result: CallResult;
  readonly settlement: Settlement;
  /** Its lease ran out before it ended. */
  readonly overdue: boolean;
}

const MOST = 500;
/** Of a provider's answer, in the history of attempts. */
const MOST_DETAIL = 2_000;
const IN_FLIGHT = 2;
/** Calls end one by one, and a settlement costs more by the group than by the delivery. Critical does not wait for company. */
const APART_MS = 25;

/** Postgres text cannot hold NUL, and contracts bound the lengths. */
const clean = <Text extends string>(text: Text | undefined, most: number): Text | undefined =>
  text === undefined ? undefined : (maskText(text.replaceAll('\0', '').slice(0, most * 2)).slice(0, most) as Text);
const cleanId = (id: string | undefined): string | null => (id ? id.replaceAll('\0', '').slice(0, 255) : null);

export class Settler {
  private readonly inGroups: (ended: Ended) => Promise<undefined>;
  private open = 0;
  private idleWaiters: (() => void)[] = [];

  constructor(
    private readonly parts: StationParts,
    private readonly stop: AbortSignal,
    /** What its account is in, if it is in one. */
    private readonly outage: () => Outage | undefined = () => undefined,
  ) {
    const apartMs = parts.priority === 'critical' ? 0 : APART_MS;
    this.inGroups = grouped((group) => this.settle(group), { max: MOST, inFlight: IN_FLIGHT, apartMs });
  }

  push(item: Item, result: CallResult): void {
    const { dispatch } = item;
    const { clock, schedule, timing, random, account } = this.parts;
    const settling = {
      accountId: account.id,
      avoid: dispatch.avoid,
      failedOver: dispatch.failed_over,
      hasOther: this.hasOther(item, result),
      outage: this.outageOf(result),
      attempt: item.attempt,
      claims: item.claims,
      whenInDoubt: dispatch.when_in_doubt,
      expiresInMs: dispatch.expires_at ? Date.parse(dispatch.expires_at) - clock.now() : undefined,
    };
    const settlement = settlementOf(settling, result, { schedule, timing, random });
    this.open += 1;
    void this.inGroups({ item, result, settlement, overdue: performance.now() > item.leaseEnd });
  }

  /** Whether it can be tried elsewhere at once, since only this provider is to blame. */
  private hasOther(item: Item, result: CallResult): boolean {
    if (item.accounts === undefined) return false;
    if (result.kind === 'uncalled') return result.code === BREAKER_OPEN && this.parts.hasOther(item);
    return result.kind === 'retry' && isProvidersFault(this.parts.provider, result) && this.parts.hasOther(item);
  }

  private outageOf(result: CallResult): Outage | undefined {
    return result.kind === 'retry' && isProvidersFault(this.parts.provider, result) ? this.outage() : undefined;
  }

  /** Resolves when everything that ended is written. */
  idle(): Promise<void> {
    if (this.open === 0) return Promise.resolve();
    return new Promise((resolve) => this.idleWaiters.push(resolve));
  }

  private left(count: number): void {
    this.open -= count;
    if (this.open === 0) for (const resolve of this.idleWaiters.splice(0)) resolve();
  }

  /** Never rejects. */
  private async settle(group: Ended[]): Promise<undefined[]> {
    const { log, probe } = this.parts;
    group.sort((a, b) => byDeliveryId(a.item, b.item));
    if (probe)
      await probe.at(
        'called',
        group.map((e) => e.item.deliveryId),
      );
    const told = (err: unknown): void => log.warn({ err }, 'settlements wait for the database');
    try {
      const written = await splitOnError(group, (part) => untilWritten(() => this.write(part), this.stop, told));
      written.forEach((one, i) => {
        const { item } = group[i] as Ended;
        if (one.ok) item.done();
        else this.giveUp(item, one.error);
      });
      this.count(group);
      if (probe)
        await probe.at(
          'done',
          group.map((e) => e.item.deliveryId),
        );
    } catch (error) {
      for (const { item } of group) this.giveUp(item, error);
    }
    this.left(group.length);
    return group.map(() => undefined);
  }

  /** Its record comes again, meets the lease, and after that the doubt. */
  private giveUp(item: Item, err: unknown): void {
    this.parts.log.error({ err, ...idsOf(item) }, 'a settlement was not written: the delivery is in doubt');
    item.leave();
  }

  private async write(group: Ended[]): Promise<undefined[]> {
    const rows = group.map(settledRow);
    const { db, outbox, probe } = this.parts;
    let staged: Staged;
    try {
      staged = await db.transaction((tx) => {
        for (const statement of settleAllRows(rows)) tx.enqueue(statement);
        return this.follow(tx, group);
      });
    } catch (error) {
      if (!isClaimLost(error)) throw error;
      staged = await db.transaction((tx) => this.writeCarefully(tx, group, rows));
    }
    if (probe)
      await probe.at(
        'settled',
        group.map((e) => e.item.deliveryId),
      );
    outbox.release(staged);
    return group.map(() => undefined);
  }

  /** Somebody took over one of them: the others are settled, and what it says is recorded and resolves the doubt. */
  private async writeCarefully(tx: Transaction, group: Ended[], rows: SettledRow[]): Promise<Staged> {
    const held = new Set((await tx.query<{ delivery_id: string }>(settleRows(rows))).map((r) => r.delivery_id));
    const lost = group.filter((e) => !held.has(e.item.deliveryId));
    const found = await tx.query<LedgerRow>(lockRows(lost.map((e) => e.item.deliveryId)));
    const byId = new Map(found.map((row) => [row.delivery_id, row]));
    const late = lost.flatMap((ended) => {
      const row = byId.get(ended.item.deliveryId);
      // Still our token: this very settlement was committed, and we were not told.
      return row && row.owner !== ended.item.owner ? [{ ended, row }] : [];
    });
    const kept = group.filter((e) => held.has(e.item.deliveryId));
    return this.follow(tx, kept, late);
  }

  private follow(tx: Transaction, kept: Ended[], late: { ended: Ended; row: LedgerRow }[] = []): Promise<Staged> {
    const { source, priority, clock, outbox } = this.parts;
    const follow = new FollowUps(source, priority, clock.now());
    const notes: AttemptNote[] = [];
    const dead: DeadLetterRow[] = [];
    const doubted = kept.filter(({ settlement }) => settlement.state === LEDGER.doubt).map(({ item }) => item.dispatch);
    for (const ended of kept) {
      const { item, settlement, overdue, result } = ended;
      if (overdue) notes.push(noteOf(ended, 'settled_after_lease', result.kind));
      if (settlement.note)
        notes.push(noteOf(ended, settlement.note.event, settlement.note.code, settlement.note.detail));
      this.announce(follow, dead, item, settlement, item.seq + 1);
    }
    const changed = late.flatMap(({ ended, row }) => {
      const { item, result } = ended;
      notes.push(noteOf(ended, 'late_settlement', 'code' in result ? `${result.kind}:${result.code}` : result.kind));
      const change = lateSettlement(row, result, ended.settlement);
      if (change) this.announce(follow, dead, item, change, row.seq + 1);
      else if (result.kind === 'sent') this.announce(follow, dead, item, ended.settlement, row.seq);
      return change ? [{ item, change }] : [];
    });
    if (changed.length > 0) {
      const ids = changed.map(({ item }) => item.deliveryId);
      tx.enqueue(
        changeRows(
          changed.map(({ item, change }) => lateRow(item, change)),
          ids,
        ),
      );
      tx.enqueue(
        resolveDeadLetters(changed.filter((c) => c.change.state === LEDGER.sent).map((c) => c.item.deliveryId)),
      );
    }
    if (doubted.length > 0) tx.enqueue(noteDoubts(doubted));
    if (changed.length > 0) tx.enqueue(forgetDoubts(changed.map(({ item }) => item.deliveryId)));
    if (notes.length > 0) tx.enqueue(insertAttempts(notes, this.parts));
    if (dead.length > 0) tx.enqueue(insertDeadLetters(dead));
    const said = [...kept, ...late.map(({ ended }) => ended)].flatMap((ended) => this.optOut(ended) ?? []);
    return outbox.stage(tx, [...follow.rows(), ...optOutRows(said)]);
  }

  /** However late: it is true of the recipient, whatever became of the delivery. */
  private optOut({ item, settlement }: Ended): HeardWord | undefined {
    const { vault, provider, redirect } = this.parts;
    if (!settlement.optedOut || redirect) return undefined;
    return optOutOf(vault, item.dispatch, { by: provider.name, at: item.claimedAt });
  }

  private announce(follow: FollowUps, dead: DeadLetterRow[], item: Item, settlement: Settlement, seq: number): void {
    const { event, again } = settlement;
    if (event) {
      const due =
        event.dueInMs === undefined ? undefined : new Date(this.parts.clock.now() + event.dueInMs).toISOString();
      follow.event(item, {
        kind: event.kind,
        attempt: event.attempt,
        seq,
        claimed_at: item.claimedAt,
        reason: clean(event.reason, 200),
        due_at: due,
        provider: this.parts.provider.name,
        provider_message_id: cleanId(settlement.providerMessageId) ?? undefined,
        detail: clean(event.detail, 500),
      });
    }
    if (again) follow.again(item, again.attempt, again.dueInMs, again);
    if (settlement.dead !== undefined) {
      const id = uuidv7();
      follow.deadLetter(item, id, settlement.dead);
      dead.push({ id, reason: settlement.dead, record: item.dispatch });
    }
  }

  private count(group: Ended[]): void {
    const { measures, clock, log } = this.parts;
    const kinds = new Map<string, number>();
    const now = clock.now();
    for (const { item, result, settlement } of group) {
      kinds.set(result.kind, (kinds.get(result.kind) ?? 0) + 1);
      if (result.kind === 'sent') measures.delivered((now - Date.parse(item.dispatch.timestamp)) / 1_000);
      else log.info({ ...idsOf(item), outcome: result.kind, code: result.code }, 'an attempt did not reach its target');
      if (settlement.dead !== undefined) measures.dead(1);
    }
    for (const [kind, count] of kinds) measures.outcome(kind, count);
  }
}

const settledRow = ({ item, settlement }: Ended): SettledRow => ({
  deliveryId: item.deliveryId,
  owner: item.owner,
  state: settlement.state,
  attempt: settlement.attempt,
  claims: settlement.claims,
  dueInMs: settlement.state === LEDGER.doubt ? (settlement.again?.dueInMs ?? null) : null,
  providerMessageId: cleanId(settlement.providerMessageId),
});

const lateRow = (item: Item, change: Settlement) => ({
  deliveryId: item.deliveryId,
  state: change.state,
  attempt: change.attempt,
  claims: change.claims,
  checks: 0,
  owner: null,
  leaseMs: null,
  providerMessageId: cleanId(change.providerMessageId) ?? undefined,
});

const noteOf = (
  { item, settlement }: Ended,
  event: AttemptNote['event'],
  code: string,
  detail?: string,
): AttemptNote => ({
  item,
  attempt: item.attempt,
  claim: item.claims,
  event,
  code: code.replaceAll('\0', '').slice(0, 200),
  detail: clean(detail, MOST_DETAIL),
  providerMessageId: cleanId(settlement.providerMessageId) ?? undefined,
});
