/**
 * The numbers of one account. A person always sees the same one: the nearest to their country and, among equals, the one that a
 * hash of both chooses, so that another number in the pool moves only its own share of people. A number that was refused by the
 * network for its own sake goes to the end of everybody's line for a while.
 */
import { NumberRate } from './number-rate.js';
import { distance, mayReach, placeOf, readSender, type Sender } from './sender.js';

export interface PoolOptions {
  /** Segments a second of each number, for this instance; undefined: no end. */
  readonly perNumberPerSecond?: number | undefined;
  readonly now?: () => number;
}

export class SenderPool {
  private readonly senders: readonly Sender[];
  private readonly rates = new Map<string, NumberRate>();
  private readonly blockedUntil = new Map<string, number>();
  private readonly now: () => number;

  constructor(
    texts: readonly string[],
    private readonly options: PoolOptions = {},
  ) {
    this.senders = texts.map(readSender);
    this.now = options.now ?? Date.now;
  }

  /** Best first; empty: none of them is allowed there. */
  lineFor(phone: string): readonly Sender[] {
    if (this.senders.length === 1 && this.senders[0]?.kind !== 'name') return this.senders;
    const to = placeOf(phone);
    const rank = (sender: Sender) => ({
      sender,
      blocked: this.isBlocked(sender),
      far: distance(sender, to),
      by: hash(sender.id, phone),
    });
    return this.senders
      .filter((sender) => mayReach(sender, to))
      .map(rank)
      .sort((a, b) => Number(a.blocked) - Number(b.blocked) || a.far - b.far || a.by - b.by)
      .map(({ sender }) => sender);
  }

  block({ id }: Sender, forMs: number): void {
    if (forMs > 0) this.blockedUntil.set(id, this.now() + forMs);
  }

  /** Takes its turn; `taken: false` where that would be too late. */
  turn({ id }: Sender, segments: number, critical: boolean, patienceMs: number): { waitMs: number; taken: boolean } {
    const { perNumberPerSecond } = this.options;
    if (perNumberPerSecond === undefined) return { waitMs: 0, taken: true };
    let rate = this.rates.get(id);
    if (!rate) this.rates.set(id, (rate = new NumberRate(perNumberPerSecond)));
    return rate.take(segments, critical, patienceMs, this.now());
  }

  private isBlocked({ id }: Sender): boolean {
    return (this.blockedUntil.get(id) ?? 0) > this.now();
  }
}

/** FNV-1a: spreads well, and is no secret. */
function hash(sender: string, phone: string): number {
  let value = 0x811c9dc5;
  const text = `${sender}\0${phone}`;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  // Its last characters alone would move the low bits alone, and numbers that follow each other would get the same sender.
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}
