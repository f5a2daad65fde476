/** Calls the provider for what was claimed together: through the breaker, within one time-out, checked against the lease. */
import { BreakerOpenError } from '#libs/resilience';
import { isProvidersFault } from './blame.js';
import { idsOf, type Item } from './item.js';
import { openCall } from './open-call.js';
import type { StationParts } from './ports.js';
import type { Outcome, ProviderCall } from './provider.js';
import type { CallResult } from './settlement.js';

/** Calls under one signal. */
interface Flight {
  readonly open: Set<Call>;
  readonly signal: AbortSignal;
}

interface Call {
  readonly items: Item[];
  readonly calls: ProviderCall[];
  /** Ends it whatever the provider still does. */
  end: (outcomes: Outcome[]) => void;
}

export class Caller {
  private readonly failed: (outcomes: Outcome[]) => boolean;

  constructor(
    private readonly parts: StationParts,
    private readonly ended: (item: Item, result: CallResult) => void,
    /** These take longer than the lane's patience. */
    private readonly slow: (items: Item[]) => void,
  ) {
    const against = (outcome: Outcome): boolean => isProvidersFault(parts.provider, outcome);
    this.failed = (outcomes) => outcomes.length > 0 && outcomes.every(against);
  }

  /** Resolves when each of them has ended; `free` is told after each call of a single provider. */
  async call(items: Item[], free: () => void): Promise<void> {
    const { provider, timing } = this.parts;
    const controller = new AbortController();
    const flight: Flight = { open: new Set(), signal: controller.signal };
    let timer = setTimeout(
      () => {
        this.slow([...flight.open].flatMap((call) => call.items));
        timer = setTimeout(
          () => {
            controller.abort(new Error('the provider takes too long'));
            timer = setTimeout(() => giveUp(flight), timing.callGraceMs);
          },
          Math.max(0, timing.callTimeoutMs - timing.patienceMs),
        );
      },
      Math.min(timing.patienceMs, timing.callTimeoutMs),
    );
    try {
      if (provider.group === 1) await Promise.all(items.map((item) => this.one([item], flight).finally(free)));
      else await this.inGroups(items, flight);
    } finally {
      clearTimeout(timer);
    }
  }

  private async inGroups(items: Item[], flight: Flight): Promise<void> {
    const { group } = this.parts.provider;
    const calls: Promise<void>[] = [];
    for (let i = 0; i < items.length; i += group) calls.push(this.one(items.slice(i, i + group), flight));
    await Promise.all(calls);
  }

  /** Never rejects. */
  private async one(items: Item[], flight: Flight): Promise<void> {
    const call = this.prepare(items);
    if (call.calls.length === 0) return;
    const { breaker, provider, measures } = this.parts;
    const began = performance.now();
    flight.open.add(call);
    let result: Outcome[] | CallResult;
    try {
      result = await breaker.call(() => this.send(call, flight.signal), this.failed);
      measures.called((performance.now() - began) / 1_000);
    } catch (error) {
      result = error instanceof BreakerOpenError ? { kind: 'uncalled', code: error.code } : this.thrown(error);
    }
    flight.open.delete(call);
    if (Array.isArray(result) && result.length !== call.items.length) {
      this.parts.log.error({ provider: provider.name, calls: call.items.length }, 'a provider answered not for each');
      result = { kind: 'unknown', code: 'wrong_count' };
    }
    call.items.forEach((item, i) => this.ended(item, Array.isArray(result) ? (result[i] as Outcome) : result));
  }

  private send(call: Call, signal: AbortSignal): Promise<Outcome[]> {
    return new Promise((resolve, reject) => {
      call.end = resolve;
      this.parts.provider.send(call.calls, signal).then(resolve, reject);
    });
  }

  private thrown(err: unknown): CallResult {
    this.parts.log.warn({ err, provider: this.parts.provider.name }, 'a provider threw: nobody knows what it sent');
    return { kind: 'unknown', code: 'error' };
  }

  /** Opens what is sealed, and leaves out who must not be called any more or cannot be. */
  private prepare(items: Item[]): Call {
    const { timing } = this.parts;
    const call: Call = { items: [], calls: [], end: () => {} };
    const latest = performance.now() + timing.callTimeoutMs + timing.callGraceMs;
    for (const item of items) {
      // A process that was frozen between the claim and here must not call: another one may have taken over.
      if (latest > item.leaseEnd) {
        this.ended(item, { kind: 'uncalled', code: 'lease_over' });
        continue;
      }
      const opened = this.open(item);
      if (!opened) continue;
      call.items.push(item);
      call.calls.push(opened);
    }
    return call;
  }

  private open(item: Item): ProviderCall | undefined {
    const { vault, redirect, isSimulated } = this.parts;
    try {
      return openCall(vault, item.dispatch, item.attempt, isSimulated ? undefined : redirect);
    } catch (err) {
      this.parts.log.error({ err, ...idsOf(item) }, 'a sealed delivery cannot be opened');
      this.ended(item, { kind: 'dead', code: 'unreadable' });
      return undefined;
    }
  }
}

function giveUp(flight: Flight): void {
  for (const call of flight.open) call.end(call.items.map(() => ({ kind: 'unknown', code: 'timeout' })));
}
