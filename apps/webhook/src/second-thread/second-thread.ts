import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { Outcome, Provider, ProviderCall } from '#libs/delivery';
import type { WebhookOptions } from '../providers/webhook/webhook.provider.js';
import { FarCalls } from './far-calls.js';

/**
 * Calls that are under way need little, and the thread would take as much as the app's own, for as long as that does.
 * By a flag, since a worker's resourceLimits have no effect where the process was given a size.
 */
const YOUNG_MEGABYTES = 8;

/** A thread that makes calls and nothing else. It lives and dies with the process. */
export class SecondThread {
  private readonly worker: Worker;
  private readonly calls: FarCalls;
  private isRunning = false;
  private isClosing = false;

  constructor(options: WebhookOptions) {
    setFlagsFromString(`--max-semi-space-size=${YOUNG_MEGABYTES}`); // for threads from here on
    this.worker = new Worker(new URL('./second-thread.worker.js', import.meta.url), { workerData: options });
    this.calls = new FarCalls(this.worker);
    this.worker.once('online', () => (this.isRunning = true));
    // Uncaught here as it was there: the process ends, and its supervisor starts another.
    this.worker.on('error', (error) => {
      throw error;
    });
    this.worker.on('exit', (code) => {
      if (!this.isClosing) throw new Error(`the thread of calls ended with ${code}`);
    });
  }

  /** Until then calls would only wait for it. */
  get isReady(): boolean {
    return this.isRunning;
  }

  send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    return this.calls.send(calls, signal);
  }

  async close(): Promise<void> {
    this.isClosing = true;
    await this.worker.terminate();
  }
}

export type Elsewhere = Pick<SecondThread, 'isReady' | 'send' | 'close'>;

/**
 * As many calls under way as this thread keeps up with beside its other work are made here; what comes beyond them is made on a second
 * thread, which starts when it is first needed. One thread alone keeps one core busy: with everything to send that there is, the others
 * idled for a tenth of the time. What is critical never goes by another thread.
 */
export class CallsOnTwoThreads implements Provider {
  readonly name: string;
  readonly group: number;
  private underWay = 0;
  private second: Elsewhere | undefined;

  constructor(
    private readonly here: Provider,
    private readonly mostHere: number,
    private readonly startSecond: () => Elsewhere,
  ) {
    this.name = here.name;
    this.group = here.group;
  }

  send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    const isCritical = calls.some(({ priority }) => priority === 'critical');
    if (isCritical || this.underWay < this.mostHere || signal.aborted) return this.sendHere(calls, signal);
    this.second ??= this.startSecond();
    return this.second.isReady ? this.second.send(calls, signal) : this.sendHere(calls, signal);
  }

  speaksAgainst(outcome: Outcome): boolean {
    return this.here.speaksAgainst?.(outcome) ?? false;
  }

  async close(): Promise<void> {
    await Promise.all([this.here.close?.(), this.second?.close()]);
  }

  private async sendHere(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    this.underWay += 1;
    try {
      return await this.here.send(calls, signal);
    } finally {
      this.underWay -= 1;
    }
  }
}
