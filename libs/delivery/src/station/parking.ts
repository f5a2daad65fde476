/**
 * Puts off what a station cannot take in time: a row of the ledger that says so, and an outbox row with a due time. Due times follow
 * each other no faster than the account takes messages, so that what was parked comes back as a stream, however much it is. When the
 * account works again it is called back before (recall.ts).
 */
import type { Claimer } from '../claimer.js';
import type { Item } from '../item.js';
import type { StationParts } from '../ports.js';
import { firstWish } from '../wish.js';
import { putOff } from './put-off.js';

/** A second, where an account has no rate of its own. */
const UNLIMITED_DRAIN = 500;

export class Parking {
  /** The place of the next one in the stream of what comes back, by the clock. */
  private next = 0;
  private readonly apartMs: number;

  constructor(
    private readonly parts: StationParts,
    private readonly claimer: Claimer,
    /** By which it is called back. */
    private readonly key: string,
  ) {
    this.apartMs = 1_000 / (parts.pace?.perSecond ?? UNLIMITED_DRAIN);
  }

  /** What had the places in the stream is called back: they are free. */
  reopen(): void {
    this.next = 0;
  }

  /** The items are dealt with when it resolves. Never rejects. */
  async put(items: Item[], delayMs: number): Promise<void> {
    const { clock } = this.parts;
    const first = clock.now() + delayMs;
    const nowText = new Date(clock.now()).toISOString();
    for (const item of items) {
      item.wish = firstWish(item.dispatch, nowText, this.parts);
      if (item.wish.do !== 'send') continue;
      this.next = Math.max(this.next, first);
      item.wish = { do: 'hold', reason: 'provider_unavailable', until: this.next, parkedAs: this.key };
      this.next += this.apartMs;
    }
    await putOff(items, this.claimer, this.parts.log);
  }
}
