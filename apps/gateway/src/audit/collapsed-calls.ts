/**
 * What is alike within a minute is one row with a count: the same tenant (or none), actor, action, reason and network. So a flood of
 * bad keys is a handful of rows, here and in the table. The id of a row follows from its minute and from what is alike, so that
 * every instance of the gateway, and every write after another, adds to the same row.
 */
import { createHash } from 'node:crypto';
import { uuidv7Floor } from '#libs/kernel';
import type { RecordedCall } from './recorded-call.js';

const MINUTE_MS = 60_000;
/** Rows that one tenant, or the nameless, may begin in a minute… */
const MOST_OF_TENANT = 500;
/** …and all of them; what is beyond either goes into coarser rows, which do not tell who and from where. */
const MOST = 5_000;
const MOST_COARSE = 1_000;
/** Of earlier minutes, while they cannot be written. */
const MOST_WAITING = 10_000;

export interface CollapsedCall extends RecordedCall {
  readonly id: string;
  readonly count: number;
}

interface Group {
  readonly call: RecordedCall;
  readonly minute: number;
  pending: number;
}

/** Whether a call was counted as it came, in a coarser row, or not at all. */
export type Kept = 'whole' | 'folded' | 'dropped';

export class CollapsedCalls {
  private minute = 0;
  private readonly groups = new Map<string, Group>();
  private readonly ofTenant = new Map<string | undefined, number>();
  private coarse = 0;
  private waiting = new Map<string, CollapsedCall>();
  private lost = 0;

  /** `times`: how many calls that are alike. */
  add(call: RecordedCall, times: number, now: number): Kept {
    this.turnTo(now - (now % MINUTE_MS));
    if (this.count(call, times, () => this.mayBegin(call.tenant_id))) return 'whole';
    const { tenant_id, action, outcome, reason } = call;
    return this.count({ tenant_id, action, outcome, reason }, times, () => ++this.coarse <= MOST_COARSE)
      ? 'folded'
      : 'dropped';
  }

  /** What was not taken yet; each row once, in the order of their ids. */
  take(): CollapsedCall[] {
    for (const [key, group] of this.groups) this.letWait(key, group);
    const taken = [...this.waiting.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    this.waiting = new Map();
    return taken;
  }

  get isWaiting(): boolean {
    return this.waiting.size > 0 || [...this.groups.values()].some(({ pending }) => pending > 0);
  }

  /** What could not be written. */
  putBack(calls: readonly CollapsedCall[]): void {
    for (const call of calls) this.wait(call);
  }

  /** How many calls there was no room to wait for, since this was asked last. */
  takeLost(): number {
    const { lost } = this;
    this.lost = 0;
    return lost;
  }

  private count(call: RecordedCall, times: number, mayBegin: () => boolean): boolean {
    const key = keyOf(call);
    const group = this.groups.get(key);
    if (group) group.pending += times;
    else if (mayBegin()) this.groups.set(key, { call, minute: this.minute, pending: times });
    else return false;
    return true;
  }

  private mayBegin(tenant: string | undefined): boolean {
    const begun = this.ofTenant.get(tenant) ?? 0;
    if (begun >= MOST_OF_TENANT || this.groups.size >= MOST) return false;
    this.ofTenant.set(tenant, begun + 1);
    return true;
  }

  private turnTo(minute: number): void {
    if (minute === this.minute) return;
    for (const [key, group] of this.groups) this.letWait(key, group);
    this.groups.clear();
    this.ofTenant.clear();
    this.coarse = 0;
    this.minute = minute;
  }

  private letWait(key: string, group: Group): void {
    if (group.pending === 0) return;
    this.wait({ ...group.call, id: idOf(group.minute, key), count: group.pending });
    group.pending = 0;
  }

  private wait(call: CollapsedCall): void {
    const before = this.waiting.get(call.id);
    if (!before && this.waiting.size >= MOST_WAITING) this.lost += call.count;
    else this.waiting.set(call.id, { ...call, count: call.count + (before?.count ?? 0) });
  }
}

const keyOf = (call: RecordedCall): string =>
  JSON.stringify([call.tenant_id, call.actor, call.key_id, call.action, call.outcome, call.reason, call.address]);

/** A UUIDv7 whose time is the minute, and whose other bits are drawn from what is alike. */
function idOf(minute: number, key: string): string {
  const hash = createHash('sha256').update(key).digest('hex');
  const time = uuidv7Floor(minute).slice(0, 14);
  return `${time}7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}
