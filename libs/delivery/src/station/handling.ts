/** The way of a group from the queue to its settlement: claim, call, settle. */
import { setTimeout as pause } from 'node:timers/promises';
import { Caller } from '../caller.js';
import type { Claimer } from '../claimer.js';
import { byDeliveryId, type Item } from '../item.js';
import { lookAgainLater } from '../look-again.js';
import { allEnded } from '../persist.js';
import type { StationParts } from '../ports.js';
import { Door } from '../rate/pace.js';
import type { CallResult, Outage } from '../settlement.js';
import { Settler } from '../settler.js';
import { wishAfter } from '../wish.js';

export class Handling {
  /** Groups that wait for the database. */
  claiming = 0;
  private readonly settler: Settler;
  private readonly caller: Caller;
  private readonly door: Door | undefined;
  private readonly abandoned = new AbortController();

  constructor(
    private readonly parts: StationParts,
    private readonly claimer: Claimer,
    /** Told before it is settled. */
    ended: (item: Item, result: CallResult) => void,
    /** The same delivery twice in one group: the second one waits for its turn, and meets the first one's row. */
    private readonly again: (items: Item[]) => void,
    private readonly stopping: AbortSignal,
    outage: () => Outage | undefined,
  ) {
    this.settler = new Settler(parts, this.abandoned.signal, outage);
    const settle = (item: Item, result: CallResult): void => {
      ended(item, result);
      this.settler.push(item, result);
    };
    this.caller = new Caller(parts, settle, (items) => void lookAgainLater(parts, items));
    this.door = parts.pace && new Door(parts.pace.perSecond);
  }

  /** Never rejects. Slots are given back one by one where each delivery has a call of its own. */
  async handle(items: Item[], slotsTaken: number): Promise<void> {
    const single = this.parts.provider.group === 1;
    let slotsLeft = slotsTaken;
    const free = (): void => {
      slotsLeft -= 1;
      this.parts.slots.give(1);
    };
    let isClaiming = true;
    this.claiming += 1;
    const claimed = (): void => {
      if (isClaiming) this.claiming -= 1;
      isClaiming = false;
    };
    try {
      const { ready, unsure } = wishAfter(this.distinct(items), this.parts);
      const call = (mine: Item[]): Promise<void> => {
        claimed();
        return this.call(mine, single ? free : () => {});
      };
      await allEnded([ready.length > 0 ? this.claimer.claim(ready, call) : undefined, this.afterAsking(unsure, call)]);
    } catch (err) {
      this.dropped(items, err);
    } finally {
      claimed();
      this.parts.slots.give(slotsLeft);
    }
  }

  /** Resolves when everything that ended is written. */
  idle(): Promise<void> {
    return this.settler.idle();
  }

  /** Who stops waits no longer: what cannot be written now is left to its lease, and is in doubt after that. */
  abandon(): void {
    this.abandoned.abort(new Error('stopped'));
  }

  private async call(claimed: Item[], free: () => void): Promise<void> {
    if (this.door && claimed.length > 0) {
      for (let ms = this.door.waitFor(claimed.length); ms > 0; ms = this.door.waitFor(claimed.length)) await pause(ms);
    }
    await this.caller.call(claimed, free);
  }

  private async afterAsking(
    unsure: Promise<Item[]> | undefined,
    call: (claimed: Item[]) => Promise<void>,
  ): Promise<void> {
    if (unsure) await this.claimer.claim(await unsure, call);
  }

  private distinct(items: Item[]): Item[] {
    items.sort(byDeliveryId);
    const again = items.filter((item, i) => i > 0 && items[i - 1]?.deliveryId === item.deliveryId);
    if (again.length === 0) return items;
    this.again(again);
    return items.filter((item) => !again.includes(item));
  }

  /** They come again; whatever was claimed is found with its lease. */
  private dropped(items: Item[], err: unknown): void {
    if (!this.stopping.aborted) this.parts.log.error({ err, records: items.length }, 'a group was not handled');
    for (const item of items) item.leave();
  }
}
