/**
 * An account within a lane: its queue, and the way of a delivery from there to its settlement. Records of all partitions meet in one
 * queue, so that claims are made for as many as there are free slots, whatever batch they came in.
 *
 * Where other accounts share the lane, nobody waits for this one: while it takes nothing it keeps a few, and for a short time; the
 * rest goes elsewhere, or is parked.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { uuidOf } from '#libs/kernel';
import type { BreakerState, Pass } from '#libs/resilience';
import { isProvidersFault, restAskedFor } from '../blame.js';
import { Claimer } from '../claimer.js';
import type { Item } from '../item.js';
import type { StationParts, StationPorts } from '../ports.js';
import type { Pace } from '../rate/shared-pace.js';
import type { Standing } from '../routing/choose.js';
import { Health } from '../routing/health.js';
import type { CallResult, Outage } from '../settlement.js';
import { Handling } from './handling.js';
import { ItemQueue } from './item-queue.js';
import { Parking } from './parking.js';
import { Recall } from './recall.js';
import { WorkUnderWay } from './work-under-way.js';

/** Share of the slots that must be free before more is claimed, while more waits than is free. */
const CLAIM_SHARE = 4;
const STUMBLED_MS = 1_000;
/** How many wait for an account that takes nothing now. */
const MOST_WHILE_CLOSED = 200;
/** How long the oldest waits for company, where there is time and calls take groups. */
const GATHER_MS = 75;
const LONGEST_REST_MS = 3_600_000;

export class Station {
  private readonly queue = new ItemQueue();
  private tooMany: Item[] = [];
  private pumping = false;
  private readonly working = new WorkUnderWay();
  private readonly stopping = new AbortController();
  private readonly handling: Handling;
  private readonly parking: Parking;
  private readonly recall: Recall;
  /** Of what is parked here. */
  private readonly key: string;
  private readonly unlisten: () => void;
  private readonly recent: Health;
  private readonly mostQueued: number;
  private readonly gathers: boolean;
  private gathered: (() => void) | undefined;
  /** By performance.now(): the provider has asked for it, or its rate is used up. */
  private restUntil = 0;
  /** Of the last outage, which short recoveries are part of. */
  private closedSince: number | undefined;
  private openSince: number | undefined;
  private watcher: NodeJS.Timeout | undefined;
  /** Groups that were taken from the queue, ever. */
  private begun = 0;
  /** When it last had something to do, by performance.now(). */
  private usedAt = performance.now();

  constructor(
    private readonly parts: StationParts,
    private readonly ports: StationPorts,
  ) {
    const { breaker, isAlone, pace, timing, priority, provider } = parts;
    const { signal } = this.stopping;
    const claimer = new Claimer(parts, signal, ports.refuse);
    const again = (items: Item[]): void => items.forEach((item) => this.queue.push(item));
    const outage = (): Outage | undefined => this.outage;
    this.handling = new Handling(parts, claimer, (_, result) => this.ended(result), again, signal, outage);
    this.key = uuidOf('parked', parts.account.id, priority);
    this.recent = parts.health ?? new Health();
    this.parking = new Parking(parts, claimer, this.key);
    this.recall = new Recall(parts, this.key, () => this.forRecall);
    this.mostQueued = isAlone || !pace ? Infinity : Math.ceil((pace.perSecond * timing.patienceMs) / 1_000);
    this.gathers = priority === 'low' && provider.group > 1;
    this.unlisten = breaker.listen((state) => this.breakerIs(state));
    if (breaker.state !== 'closed') this.closedSince = performance.now();
    // Who had parked it may have died.
    else this.recall.start();
  }

  get account() {
    return this.parts.account;
  }

  get health(): number {
    return this.recent.value;
  }

  get standing(): Standing {
    if (this.restUntil - performance.now() > this.parts.timing.patienceMs) return 'shut';
    const { breaker } = this.parts;
    if (breaker.state === 'closed') return this.queue.length < this.mostQueued ? 'open' : 'shut';
    return breaker.wantsTrial && this.queue.length === 0 ? 'trial' : 'shut';
  }

  /** Tell `pump` when all have been added. */
  add(item: Item): void {
    if (this.parts.isAlone || this.hasRoom()) this.queue.push(item);
    else this.tooMany.push(item);
  }

  /** Nothing is here, and nothing has been for long. */
  get isUnused(): boolean {
    const isEmpty = this.queue.length === 0 && this.tooMany.length === 0 && this.working.isIdle;
    return isEmpty && performance.now() - this.usedAt > this.parts.timing.idleMs;
  }

  pump(): void {
    if (this.tooMany.length > 0) this.park(this.tooMany.splice(0));
    if (this.queue.length === 0) return;
    this.usedAt = performance.now();
    if (this.gathered && this.queue.length >= this.parts.provider.group) this.gathered();
    if (!this.pumping) void this.pumpOut();
    this.watch();
  }

  /** What was called off is left to the next owner of its partition. */
  purge(): void {
    const stopping = this.stopping.signal.aborted;
    this.queue.leave((item) => stopping || item.cancelled);
  }

  /** Begins nothing more: what waits goes elsewhere. Resolves when what has begun has ended. */
  async retire(): Promise<void> {
    this.unlisten();
    this.recall.stop();
    clearTimeout(this.watcher);
    this.ports.elsewhere(this.queue.takeAll());
    this.gathered?.();
    await this.idle();
    this.stopping.abort(new Error('the account has changed'));
  }

  /** No new claims; what is being called ends and is settled, for so long. */
  async stop(withinMs: number): Promise<void> {
    this.stopping.abort(new Error('stopping'));
    this.unlisten();
    this.recall.stop();
    clearTimeout(this.watcher);
    this.purge();
    this.gathered?.();
    this.parts.slots.wakeUp();
    await Promise.race([this.idle(), pause(withinMs, undefined, { ref: false })]);
    this.handling.abandon();
  }

  /** Resolves when nothing is being claimed, called or settled. */
  private async idle(): Promise<void> {
    await this.working.idle();
    await this.handling.idle();
  }

  private async pumpOut(): Promise<void> {
    this.pumping = true;
    try {
      while (this.queue.length > 0) {
        const restMs = this.restUntil - performance.now();
        if (restMs > 0) await pause(restMs, undefined, { signal: this.stopping.signal, ref: false });
        else if (this.gathers && this.gatherMs > 0) await this.gather(this.gatherMs);
        else await this.next(this.parts.breaker.tryEnter() ?? (await this.parts.breaker.enter(this.stopping.signal)));
      }
    } catch (err) {
      if (!this.stopping.signal.aborted) this.stumbled(err);
    } finally {
      this.pumping = false;
    }
  }

  /** Nothing is known that could bring it here; if something does, the station goes on all the same. */
  private stumbled(err: unknown): void {
    this.parts.log.error({ err }, 'a lane stumbled');
    setTimeout(() => this.pump(), STUMBLED_MS).unref();
  }

  /** How long it is worth waiting for a full group. */
  private get gatherMs(): number {
    const { group } = this.parts.provider;
    return this.queue.length >= group ? 0 : this.queue.oldestAt + GATHER_MS - performance.now();
  }

  private async gather(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.gathered = resolve;
    await promise;
    clearTimeout(timer);
    this.gathered = undefined;
  }

  private async next(pass: Pass): Promise<void> {
    const { slots, provider, breaker, pace } = this.parts;
    const single = provider.group === 1;
    const wanted = single ? Math.min(this.queue.length, Math.max(1, Math.floor(slots.size / CLAIM_SHARE))) : 1;
    if (slots.free < wanted) {
      await slots.whenFree(wanted);
      if (!pass.probe && breaker.state !== 'closed') return; // it opened meanwhile: claim nothing
    }
    const taken = this.queue.length === 0 ? 0 : slots.take(single ? (pass.probe ? 1 : this.queue.length) : 1);
    if (taken === 0) return pass.giveBack();
    const most = single ? taken : pass.probe ? 1 : provider.group;
    const may = pace ? await this.paced(pace, pass, taken, most) : { taken, most };
    if (may.most === 0) return pass.giveBack();
    this.begun += 1;
    this.working.add(this.handling.handle(this.queue.take(may.most), may.taken).then(() => pass.giveBack()));
  }

  /** Answers how many may go now, and gives back the slots that are not needed for them. */
  private async paced(pace: Pace, pass: Pass, taken: number, most: number): Promise<{ taken: number; most: number }> {
    const { slots, provider, breaker } = this.parts;
    const { count, waitMs } = await pace.take(Math.min(most, this.queue.length));
    if (count === 0) this.rest(waitMs);
    const mayCall = pass.probe || breaker.state === 'closed';
    const now = mayCall ? Math.min(count, this.queue.length) : 0;
    const unused = now === 0 ? taken : provider.group === 1 ? taken - now : 0;
    slots.give(unused);
    return { taken: taken - unused, most: now };
  }

  private ended(result: CallResult): void {
    const { provider, isAlone } = this.parts;
    const restMs = restAskedFor(provider, result);
    if (restMs !== undefined) this.rest(Math.min(restMs, LONGEST_REST_MS));
    if (!isAlone && result.kind !== 'uncalled' && result.kind !== 'dead')
      this.recent.saw(!isProvidersFault(provider, result));
  }

  private rest(ms: number): void {
    this.restUntil = Math.max(this.restUntil, performance.now() + ms);
  }

  private breakerIs(state: BreakerState): void {
    if (state === 'open') {
      if (!this.isRelapse) this.closedSince = performance.now();
      this.openSince = undefined;
      if (!this.parts.isAlone) this.ports.elsewhere(this.queue.takeAll());
    } else if (state === 'half_open') {
      this.recall.startTrials(Math.min(this.closedForMs, this.parts.timing.trialMostMs));
    } else {
      this.openSince = performance.now();
      this.recent.forgive();
      this.parking.reopen();
      this.recall.start();
    }
  }

  /** Or a trial that failed: the same outage still. */
  private get isRelapse(): boolean {
    if (this.closedSince === undefined) return false;
    return this.openSince === undefined || performance.now() - this.openSince <= this.parts.timing.relapseMs;
  }

  private get forRecall() {
    const restMs = this.restUntil - performance.now();
    const { breaker, timing } = this.parts;
    const isOpen = breaker.state === 'closed' && restMs <= timing.patienceMs;
    return { isOpen, wantsTrial: breaker.wantsTrial, waiting: this.queue.length, health: this.recent.value };
  }

  private get outage(): Outage | undefined {
    return this.parts.breaker.state === 'closed' ? undefined : { key: this.key, parkMs: this.parkMs };
  }

  /** About as long as it has been closed. */
  private get parkMs(): number {
    const { parkFirstMs, parkMostMs } = this.parts.timing;
    return Math.min(Math.max(this.closedForMs, parkFirstMs), parkMostMs);
  }

  /** Whether one more may wait here. */
  private hasRoom(): boolean {
    const { breaker, timing } = this.parts;
    const { length } = this.queue;
    const restMs = this.restUntil - performance.now();
    if (breaker.state === 'closed' && restMs <= timing.patienceMs) return length < this.mostQueued;
    if (restMs > timing.patienceMs || (breaker.state === 'open' && this.closedForMs > timing.patienceMs)) return false;
    return length < MOST_WHILE_CLOSED;
  }

  private get closedForMs(): number {
    if (this.closedSince === undefined || this.parts.breaker.state === 'closed') return 0;
    return performance.now() - this.closedSince;
  }

  /** What waits while nothing moves is parked: it would hold its partition. */
  private watch(): void {
    if (this.parts.isAlone || this.watcher !== undefined || this.stopping.signal.aborted) return;
    const { begun } = this;
    this.watcher = setTimeout(() => {
      this.watcher = undefined;
      if (this.queue.length === 0) return;
      if (this.begun === begun && this.handling.claiming === 0) this.park(this.queue.takeAll());
      else this.watch();
    }, this.parts.timing.patienceMs).unref();
  }

  private park(items: Item[]): void {
    const { pace } = this.parts;
    const restMs = this.restUntil - performance.now();
    const busyMs = pace ? (this.queue.length * 1_000) / pace.perSecond : 0;
    this.working.add(this.parking.put(items, Math.max(restMs, busyMs, this.parkMs)));
  }
}
