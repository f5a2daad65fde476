import { createRequire } from 'node:module';
import { PassingMap } from '#libs/kernel';

interface RequestQueue {
  inflight: unknown;
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
}

const require = createRequire(import.meta.url);
const TheirRequestQueue = require('kafkajs/src/network/requestQueue') as new (options: object) => RequestQueue;

const CHECK_MS = 10;

export class QuietRequestQueue extends TheirRequestQueue {
  /** What is on its way, with the bytes of its request and then of its answer: in a Map, a third of them outlived it. */
  override inflight = new PassingMap<number, unknown>();

  /**
   * kafkajs 2.2.4 arms a timer after every answer, and arms it again when it fires, with a negative delay that Node makes
   * 1 ms: a thousand wake-ups a second for each connection that was ever used (its issue 1751). Armed only while something
   * waits, it does what it is there for.
   */
  scheduleCheckPendingRequests(): void {
    if (this.throttleCheckTimeoutId || this.pending.length === 0) return;
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      Math.max(CHECK_MS, this.throttledUntil - Date.now()),
    );
  }
}
