/**
 * One lane of one channel: a queue, a budget of calls, and the way of a delivery from the queue to its settlement. Records of all
 * partitions meet in one queue, so that claims are made for as many as there are free slots, whatever batch they came in.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { DispatchRecord } from '#libs/contracts';
import type { LaneBatch } from '#libs/messaging';
import type { Pass } from '#libs/resilience';
import { Caller } from './caller.js';
import { Claimer } from './claimer.js';
import { BatchInHand, byDeliveryId, Item } from './item.js';
import { lookAgainLater } from './look-again.js';
import { allEnded } from './persist.js';
import type { LaneParts } from './ports.js';
import { quarantine, type Unreadable } from './quarantine.js';
import { readRecord } from './read-record.js';
import { Settler } from './settler.js';
import { isForSimulator, wishAfter } from './wish.js';

/** Share of a lane's slots that must be free before more is claimed, while more waits than is free. */
const CLAIM_SHARE = 4;
const STUMBLED_MS = 1_000;

export class Lane {
  private queue: Item[] = [];
  private head = 0;
  private pumping = false;
  private underWay = 0;
  private idleWaiters: (() => void)[] = [];
  private readonly stopping = new AbortController();
  private readonly settler: Settler;
  private readonly claimer: Claimer;
  private readonly caller: Caller;
  /** The lane of tests: beside this one, with a provider, slots and a breaker of its own. */
  private readonly simulated: Lane | undefined;

  constructor(private readonly parts: LaneParts) {
    const { simulation } = parts;
    this.simulated = simulation && new Lane({ ...parts, ...simulation, simulation: undefined, isSimulated: true });
    const never = new AbortController().signal;
    this.settler = new Settler(parts, never);
    this.claimer = new Claimer(parts, this.stopping.signal, (items, problem) =>
      this.quarantined(items.map((i) => ({ record: i.record, problem, done: () => i.done(), leave: () => i.leave() }))),
    );
    const ended = this.settler.push.bind(this.settler);
    this.caller = new Caller(parts, ended, (items) => void lookAgainLater(parts, items));
  }

  /** Resolves when all of them are done, or when the batch was called off and what had been begun has ended. */
  async handle(batch: LaneBatch): Promise<void> {
    const inHand = new BatchInHand(batch);
    const unreadable: Unreadable[] = [];
    for (const record of batch.records) {
      const read = readRecord(record, this.parts.channel);
      if ('dispatch' in read) this.laneOf(read.dispatch).queue.push(new Item(record, read.dispatch, inHand));
      else
        unreadable.push({
          record,
          problem: read.problem,
          done: () => inHand.done(record),
          leave: () => inHand.leave(),
        });
    }
    const purge = (): void => this.lanes.forEach((lane) => lane.purge());
    batch.signal.addEventListener('abort', purge, { once: true });
    if (batch.signal.aborted || this.stopping.signal.aborted) purge();
    if (unreadable.length > 0) void this.quarantined(unreadable);
    for (const lane of this.lanes) void lane.pump();
    await inHand.finished;
    batch.signal.removeEventListener('abort', purge);
  }

  /** No new claims; what is being called ends and is settled, for so long. */
  async stop(withinMs: number): Promise<void> {
    this.stopping.abort(new Error('stopping'));
    this.purge();
    this.parts.slots.wakeUp();
    const idle = Promise.race([this.idle(), pause(withinMs, undefined, { ref: false })]);
    await Promise.all([idle, this.simulated?.stop(withinMs)]);
  }

  private get lanes(): Lane[] {
    return this.simulated ? [this, this.simulated] : [this];
  }

  private laneOf(dispatch: DispatchRecord): Lane {
    return this.simulated && isForSimulator(dispatch) ? this.simulated : this;
  }

  /** Resolves when nothing is being claimed, called or settled. */
  private async idle(): Promise<void> {
    if (this.underWay > 0) await new Promise<void>((resolve) => this.idleWaiters.push(resolve));
    await this.settler.idle();
  }

  private get queued(): number {
    return this.queue.length - this.head;
  }

  /** What was called off is left to the next owner of its partition. */
  private purge(): void {
    const stopping = this.stopping.signal.aborted;
    const kept: Item[] = [];
    for (let i = this.head; i < this.queue.length; i++) {
      const item = this.queue[i] as Item;
      if (stopping || item.cancelled) item.leave();
      else kept.push(item);
    }
    this.queue = kept;
    this.head = 0;
  }

  private take(most: number): Item[] {
    const items = this.queue.slice(this.head, this.head + most);
    this.head += items.length;
    if (this.head === this.queue.length) {
      this.queue = [];
      this.head = 0;
    }
    return items;
  }

  private async pump(): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    try {
      while (this.queued > 0) {
        const pass = this.parts.breaker.tryEnter() ?? (await this.parts.breaker.enter(this.stopping.signal));
        await this.next(pass);
      }
    } catch (err) {
      if (!this.stopping.signal.aborted) this.stumbled(err);
    } finally {
      this.pumping = false;
    }
  }

  /** Nothing is known that could bring it here; if something does, the lane goes on all the same. */
  private stumbled(err: unknown): void {
    this.parts.log.error({ err }, 'a lane stumbled');
    setTimeout(() => void this.pump(), STUMBLED_MS).unref();
  }

  private async next(pass: Pass): Promise<void> {
    const { slots, provider, breaker } = this.parts;
    const single = provider.group === 1;
    const wanted = single ? Math.min(this.queued, Math.max(1, Math.floor(slots.size / CLAIM_SHARE))) : 1;
    if (slots.free < wanted) {
      await slots.whenFree(wanted);
      if (!pass.probe && breaker.state !== 'closed') return; // it opened meanwhile: claim nothing
    }
    const taken = this.queued === 0 ? 0 : slots.take(single ? (pass.probe ? 1 : this.queued) : 1);
    if (taken === 0) return pass.giveBack();
    const items = this.take(single ? taken : pass.probe ? 1 : provider.group);
    this.underWay += 1;
    void this.process(items, taken)
      .catch((err: unknown) => this.dropped(items, err))
      .finally(() => {
        this.underWay -= 1;
        pass.giveBack();
        if (this.underWay === 0) for (const resolve of this.idleWaiters.splice(0)) resolve();
      });
  }

  private async process(items: Item[], slotsTaken: number): Promise<void> {
    const single = this.parts.provider.group === 1;
    let slotsLeft = slotsTaken;
    const free = (): void => {
      slotsLeft -= 1;
      this.parts.slots.give(1);
    };
    try {
      const { ready, unsure } = wishAfter(this.distinct(items), this.parts);
      const call = (claimed: Item[]): Promise<void> => this.caller.call(claimed, single ? free : () => {});
      await allEnded([ready.length > 0 ? this.claimer.claim(ready, call) : undefined, this.afterAsking(unsure, call)]);
    } finally {
      this.parts.slots.give(slotsLeft);
    }
  }

  private async afterAsking(
    unsure: Promise<Item[]> | undefined,
    call: (claimed: Item[]) => Promise<void>,
  ): Promise<void> {
    if (unsure) await this.claimer.claim(await unsure, call);
  }

  /** The same delivery twice in one group: the second one waits for its turn, and meets the first one's row. */
  private distinct(items: Item[]): Item[] {
    items.sort(byDeliveryId);
    const again = items.filter((item, i) => i > 0 && items[i - 1]?.deliveryId === item.deliveryId);
    if (again.length === 0) return items;
    this.queue.push(...again);
    return items.filter((item) => !again.includes(item));
  }

  /** They come again; whatever was claimed is found with its lease. */
  private dropped(items: Item[], err: unknown): void {
    if (!this.stopping.signal.aborted) this.parts.log.error({ err, records: items.length }, 'a group was not handled');
    for (const item of items) item.leave();
  }

  private async quarantined(bad: Unreadable[]): Promise<void> {
    await quarantine(this.parts, bad, this.stopping.signal).catch((err: unknown) => {
      this.parts.log.error({ err, records: bad.length }, 'records were not put into quarantine');
      for (const { leave } of bad) leave();
    });
  }
}
