import { Claimer } from '../claimer.js';
import type { Wish } from '../decide.js';
import type { Item } from '../item.js';
import { laneMeasures } from '../measures.js';
import { heldBy, namesOf } from '../pauses/paused-wish.js';
import type { LaneParts, StationPorts } from '../ports.js';
import { putOff } from '../station/put-off.js';
import { firstWish } from '../wish.js';

const NOBODY = { name: 'none' };

/** For what is paused, until that ends; and for those whom no account serves: asked about again after a while, later each time. */
export class WaitingRoom {
  private items: Item[] = [];
  private readonly claimer: Claimer;

  constructor(
    private readonly parts: LaneParts,
    stop: AbortSignal,
    refuse: StationPorts['refuse'],
  ) {
    const measures = laneMeasures(parts.channel, parts.priority, NOBODY.name);
    this.claimer = new Claimer({ ...parts, account: { id: NOBODY.name }, provider: NOBODY, measures }, stop, refuse);
  }

  add(item: Item): void {
    this.items.push(item);
  }

  flush(): void {
    if (this.items.length > 0) void this.hold(this.items.splice(0));
  }

  private async hold(items: Item[]): Promise<void> {
    const now = this.parts.clock.now();
    const nowText = new Date(now).toISOString();
    for (const item of items) {
      item.wish = firstWish(item.dispatch, nowText, this.parts);
      if (item.wish.do === 'send') item.wish = this.wishOf(item, now);
    }
    await putOff(items, this.claimer, this.parts.log);
  }

  private wishOf(item: Item, now: number): Wish {
    const pause = this.parts.pauses?.holding(item.dispatch, item.accounts?.flatMap(namesOf));
    return pause === undefined ? { do: 'hold', reason: 'no_provider' } : heldBy(pause, item, now, this.parts);
  }
}
