/**
 * A circuit breaker around one provider. The states, counts and timers are opossum's; what is ours is who may try when it
 * is half open: exactly one call. Everybody else waits for its result, without having claimed anything. (opossum's own
 * half-open state was reported to let every waiting call through, its issue 819; here nobody calls without a pass.)
 */
import CircuitBreaker from 'opossum';
import { BreakerOpenError } from './breaker-open.error.js';

export type BreakerState = 'closed' | 'half_open' | 'open';

export interface BreakerOptions {
  readonly name: string;
  /** Share of failed calls in the window above which it opens; 50. */
  readonly errorPercentage?: number;
  /** Calls in the window below which it never opens; 20. */
  readonly volume?: number;
  /** 10 s. */
  readonly windowMs?: number;
  /** From opening to the one call that tries; 5 s. */
  readonly resetMs?: number;
  readonly onState?: (state: BreakerState) => void;
}

/** The right to call. A probe is the one call of the half-open state; if it is not made after all, it must be given back. */
export interface Pass {
  readonly probe: boolean;
  /** Harmless when a call was made, or when called again. */
  giveBack(): void;
}

const FREE_PASS: Pass = { probe: false, giveBack: () => {} };

/** Carries an answer that counts as a failure through opossum, which only knows thrown ones. */
class FailedAnswer extends Error {
  constructor(readonly answer: unknown) {
    super('the answer counts as a failure');
  }
}

export class ProviderBreaker {
  readonly name: string;
  private readonly circuit: CircuitBreaker<[() => Promise<unknown>], unknown>;
  private readonly waiters = new Set<(pass: Pass) => void>();
  private readonly listeners = new Set<(state: BreakerState) => void>();
  private probe: Pass | undefined;
  /** Somebody who came through before it opened may be the one who tries. */
  private trying = false;

  constructor({
    name,
    errorPercentage = 50,
    volume = 20,
    windowMs = 10_000,
    resetMs = 5_000,
    onState,
  }: BreakerOptions) {
    this.name = name;
    this.circuit = new CircuitBreaker((fn: () => Promise<unknown>) => fn(), {
      name,
      timeout: false, // the engine's, by signal: a provider must be told, not only left alone
      errorThresholdPercentage: errorPercentage,
      volumeThreshold: volume,
      rollingCountTimeout: windowMs,
      resetTimeout: resetMs,
      rollingPercentilesEnabled: false,
      capacity: Number.MAX_SAFE_INTEGER,
    });
    this.circuit.on('open', () => this.changed(onState));
    this.circuit.on('halfOpen', () => this.changed(onState));
    this.circuit.on('close', () => this.changed(onState));
  }

  get state(): BreakerState {
    if (this.circuit.closed) return 'closed';
    return this.circuit.halfOpen ? 'half_open' : 'open';
  }

  /** Half open, and nobody tries yet. */
  get wantsTrial(): boolean {
    return this.circuit.halfOpen && !this.probe && !this.trying;
  }

  /** Told of every change, until the answer is called. */
  listen(listener: (state: BreakerState) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** A pass at once while closed; while open, when it closes, or for one as the probe. Rejects when the signal fires. */
  enter(signal: AbortSignal): Promise<Pass> {
    const pass = this.tryEnter();
    if (pass) return Promise.resolve(pass);
    return new Promise((resolve, reject) => {
      const admitted = (given: Pass): void => {
        this.waiters.delete(admitted);
        signal.removeEventListener('abort', aborted);
        resolve(given);
      };
      const aborted = (): void => {
        this.waiters.delete(admitted);
        reject(signal.reason as Error);
      };
      if (signal.aborted) return aborted();
      signal.addEventListener('abort', aborted, { once: true });
      this.waiters.add(admitted);
    });
  }

  tryEnter(): Pass | undefined {
    if (this.circuit.closed) return FREE_PASS;
    return this.wantsTrial ? this.newProbe() : undefined;
  }

  /** For those who do not wait. */
  pass(): Pass {
    const pass = this.tryEnter();
    if (!pass) throw new BreakerOpenError(this.name);
    return pass;
  }

  /** Resolves when calls go through again. */
  async whenClosed(signal: AbortSignal): Promise<void> {
    (await this.enter(signal)).giveBack();
  }

  /**
   * Makes the call if the breaker lets it: BreakerOpenError means that it was not made. An answer for which `failed` holds
   * counts against the provider, and is answered all the same.
   */
  async call<T>(fn: () => Promise<T>, failed?: (answer: T) => boolean): Promise<T> {
    let begun = false;
    try {
      return (await this.circuit.fire(async () => {
        begun = true;
        this.trying = this.circuit.halfOpen;
        const answer = await fn();
        if (failed?.(answer)) throw new FailedAnswer(answer);
        return answer;
      })) as T;
    } catch (error) {
      if (error instanceof FailedAnswer) return error.answer as T;
      throw begun ? error : new BreakerOpenError(this.name);
    }
  }

  close(): void {
    this.circuit.shutdown();
  }

  private newProbe(): Pass {
    const probe: Pass = {
      probe: true,
      giveBack: () => {
        if (this.probe !== probe) return;
        this.probe = undefined;
        this.admit();
      },
    };
    this.probe = probe;
    return probe;
  }

  private changed(onState: ((state: BreakerState) => void) | undefined): void {
    this.probe = undefined;
    this.trying = false;
    onState?.(this.state);
    for (const listener of this.listeners) listener(this.state);
    this.admit();
  }

  private admit(): void {
    for (const admitted of this.waiters) {
      const pass = this.tryEnter();
      if (!pass) return;
      admitted(pass);
    }
  }
}
