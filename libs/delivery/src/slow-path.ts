/** For deliveries that have a row, or end without a call: locks the rows, lets `decide` decide, writes all in one transaction. */
import type { DispatchRecord } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import type { Staged } from '#libs/messaging';
import type { Transaction } from '#libs/persistence';
import { decide, wantsProof, type Decision } from './decide.js';
import { forgetDoubts, noteDoubts } from './doubts/doubt-rows.statement.js';
import { FollowUps, type EventFields } from './follow-ups.js';
import { idsOf, type Item } from './item.js';
import { LEDGER, type LedgerRow } from './ledger-state.js';
import { leaveEnded, pausesOf } from './pauses/held.js';
import { keepPauses, type StandingPause } from './pauses/pauses.statements.js';
import type { ClaimParts } from './ports.js';
import { doubtDelay, holdDelay } from './settlement.js';
import { openNew } from './statements/claim.statement.js';
import {
  insertAttempts,
  insertDeadLetters,
  type AttemptNote,
  type DeadLetterRow,
} from './statements/history.statement.js';
import { changeRows, lockRows, type RowChange } from './statements/rows.statement.js';

/** `ask`: whether it was sent must be asked first. `over`: nothing to call; the record is done. */
export type SlowResult = 'claimed' | 'ask' | 'over';

/** Decisions that change something and lead to no call. */
type Uncalled = Exclude<Decision, { do: 'claim' | 'adopt' | 'drop' }>;

interface LockedRow extends LedgerRow {
  readonly now: number;
  readonly provider: string | null;
  readonly claimed_at: Date | null;
}

/** Lets the check come after the lease, and not just before. */
const AFTER_LEASE_MS = 250;

/** What one transaction of the slow path writes. */
class Draft {
  readonly changes: RowChange[] = [];
  readonly notes: AttemptNote[] = [];
  readonly dead: DeadLetterRow[] = [];
  /** Who is in doubt, and of whom one knows at last. */
  readonly doubted: DispatchRecord[] = [];
  readonly undoubted: string[] = [];
  readonly follow: FollowUps;

  constructor({ source, priority, clock }: ClaimParts) {
    this.follow = new FollowUps(source, priority, clock.now());
  }
}

export class SlowPath {
  constructor(private readonly parts: ClaimParts) {}

  /** Items sorted by id, each id once. */
  async decide(items: Item[], owner: string): Promise<SlowResult[]> {
    const { db, outbox, clock, probe } = this.parts;
    const ids = items.map((i) => i.deliveryId);
    const began = performance.now();
    const at = new Date(clock.now()).toISOString();
    const draft = new Draft(this.parts);
    let results: SlowResult[] = [];
    const staged = await db.transaction(async (tx) => {
      const pauses = pausesOf(items);
      const [, rows, standing] = await Promise.all([
        tx.query(openNew(items)),
        tx.query<LockedRow>(lockRows(ids)),
        pauses.length > 0 ? tx.query<StandingPause>(keepPauses(pauses)) : [],
      ]);
      leaveEnded(items, standing, clock.now());
      const byId = new Map(rows.map((row) => [row.delivery_id, row]));
      results = items.map((item) => this.one(item, byId.get(item.deliveryId) as LockedRow, owner, began, at, draft));
      return this.write(tx, draft, ids);
    });
    const held = items.filter((_, i) => results[i] === 'over');
    if (probe && held.length > 0)
      await probe.at(
        'held',
        held.map((i) => i.deliveryId),
      );
    outbox.release(staged);
    items.forEach((item, i) => {
      if (results[i] === 'over') item.done();
    });
    return results;
  }

  private write(tx: Transaction, draft: Draft, ids: string[]): Promise<Staged> {
    const { changes, notes, dead, doubted, undoubted, follow } = draft;
    if (changes.length > 0) tx.enqueue(changeRows(changes, ids));
    if (doubted.length > 0) tx.enqueue(noteDoubts(doubted));
    if (undoubted.length > 0) tx.enqueue(forgetDoubts(undoubted));
    if (notes.length > 0) tx.enqueue(insertAttempts(notes, this.parts));
    if (dead.length > 0) tx.enqueue(insertDeadLetters(dead));
    return this.parts.outbox.stage(tx, follow.rows());
  }

  private one(item: Item, row: LockedRow, owner: string, began: number, at: string, draft: Draft): SlowResult {
    if (!item.proofAsked && wantsProof(row, row.now)) {
      const calledAt = row.claimed_at?.toISOString() ?? item.dispatch.timestamp;
      item.inDoubt = { provider: row.provider, attempt: row.attempt, calledAt };
      return 'ask';
    }
    const { attempt, wish, proof, absent, dispatch } = item;
    const decision = decide(row, { attempt, owner, whenInDoubt: dispatch.when_in_doubt, wish, proof, absent }, row.now);
    if (row.state === LEDGER.claimed || row.state === LEDGER.doubt) explain(item, row, decision, draft);
    if (decision.do === 'claim' || decision.do === 'adopt') {
      this.take(item, row, decision, owner, draft);
      item.claimedAt = at;
      item.leaseEnd = began + (decision.do === 'adopt' ? (row.lease_until ?? 0) - row.now : this.parts.timing.leaseMs);
      return 'claimed';
    }
    if (decision.do !== 'drop') {
      this.parts.log.info({ ...idsOf(item), decision: decision.do }, 'not called now');
      this.putOff(item, row, decision, draft);
    }
    return 'over';
  }

  private take(
    item: Item,
    row: LockedRow,
    decision: Decision & { attempt: number },
    owner: string,
    draft: Draft,
  ): void {
    item.owner = owner;
    item.attempt = decision.attempt;
    item.claims = decision.do === 'claim' ? decision.claims : row.claims;
    item.seq = decision.do === 'claim' ? row.seq + 1 : row.seq;
    if (decision.do !== 'claim') return;
    const { state, leaseMs } = { state: LEDGER.claimed, leaseMs: this.parts.timing.leaseMs };
    const { attempt, claims } = decision;
    draft.changes.push(change(row, { state, attempt, claims, owner, leaseMs, provider: this.parts.provider.name }));
  }

  private putOff(item: Item, row: LockedRow, decision: Uncalled, draft: Draft): void {
    const { timing, provider } = this.parts;
    const { dispatch } = item;
    const event = (fields: Omit<EventFields, 'attempt' | 'seq' | 'provider'>, attempt = row.attempt): void =>
      draft.follow.event(item, { ...fields, attempt, seq: row.seq + 1, provider: provider.name });
    switch (decision.do) {
      case 'look_again':
        draft.follow.again(item, item.dispatch.attempt, decision.at - row.now + AFTER_LEASE_MS, {
          heldBy: decision.heldBy,
        });
        break;
      case 'hold': {
        const { until, checks, parkedAs, heldBy } = decision;
        const leaseMs =
          until === undefined ? holdDelay(timing, checks - 1) : Math.max(1, until - this.parts.clock.now());
        draft.changes.push(change(row, { checks, leaseMs, owner: null }));
        draft.follow.again(item, item.dispatch.attempt, leaseMs, {
          isOnTime: parkedAs !== undefined,
          heldBy: heldBy ?? parkedAs,
        });
        event({ kind: 'scheduled', reason: decision.reason, due_at: this.later(leaseMs) }, item.dispatch.attempt);
        break;
      }
      case 'doubt': {
        const leaseMs = doubtDelay(timing, decision.checks);
        draft.changes.push(change(row, { state: LEDGER.doubt, checks: decision.checks, leaseMs, owner: null }));
        draft.doubted.push(dispatch); // also what an older release had doubted without a note
        draft.follow.again(item, item.dispatch.attempt, leaseMs);
        event({ kind: 'processing', reason: 'in_doubt', due_at: this.later(leaseMs) });
        break;
      }
      case 'resolve':
        draft.changes.push(change(row, { state: LEDGER.sent, owner: null }));
        draft.notes.push({ item, attempt: row.attempt, claim: row.claims, event: 'proof', code: item.provenBy });
        event({ kind: 'sent', reason: 'proof' });
        break;
      case 'end':
        draft.changes.push(change(row, { state: LEDGER[decision.kind], owner: null }));
        event({ kind: decision.kind, reason: decision.reason });
        break;
      case 'dead':
        this.bury(item, row, decision.reason, draft);
        event({ kind: 'dead', reason: decision.reason });
    }
  }

  private bury(item: Item, row: LockedRow, reason: string, draft: Draft): void {
    const id = uuidv7();
    draft.changes.push(change(row, { state: LEDGER.dead, owner: null }));
    draft.dead.push({ id, reason, record: item.dispatch });
    draft.follow.deadLetter(item, id, reason);
    this.parts.measures.dead(1);
  }

  private later(ms: number): string {
    return new Date(this.parts.clock.now() + ms).toISOString();
  }
}

/** Why an attempt that nobody knows the outcome of is not the last word any more, or is to be looked after. */
function explain(item: Item, row: LedgerRow, { do: decided }: Decision, draft: Draft): void {
  if (['adopt', 'look_again', 'drop'].includes(decided)) return;
  const note = { item, attempt: row.attempt, claim: row.claims };
  if (row.state === LEDGER.claimed) draft.notes.push({ ...note, event: 'lease_ran_out', code: decided });
  else {
    if (decided === 'claim') draft.notes.push({ ...note, event: 'absent', code: 'provider' });
    if (decided !== 'doubt') draft.undoubted.push(item.deliveryId);
  }
}

const change = (row: LedgerRow, to: Partial<Omit<RowChange, 'deliveryId'>>): RowChange => ({
  deliveryId: row.delivery_id,
  state: to.state ?? row.state,
  attempt: to.attempt ?? row.attempt,
  claims: to.claims ?? row.claims,
  checks: to.checks ?? row.checks,
  owner: to.owner === undefined ? row.owner : to.owner,
  leaseMs: to.leaseMs ?? null,
  provider: to.provider,
});
