import { Claimer } from '../claimer.js';
import type { Item } from '../item.js';
import { laneMeasures } from '../measures.js';
import type { LaneParts, StationPorts } from '../ports.js';
import { putOff } from '../station/put-off.js';
import { firstWish } from '../wish.js';

const NOBODY = { name: 'none' };

/** For those whom no account serves: held, asked about again after a while, later each time. */
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
    const nowText = new Date(this.parts.clock.now()).toISOString();
    for (const item of items) {
      item.wish = firstWish(item.dispatch, nowText, {});
      if (item.wish.do === 'send') item.wish = { do: 'hold', reason: 'no_provider' };
    }
    await putOff(items, this.claimer, this.parts.log);
  }
}
