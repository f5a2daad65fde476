/**
 * kafkajs 2.2.4 arms a timer after every answer, and arms it again when it fires, with a negative delay that Node makes
 * 1 ms: a thousand wake-ups a second for each connection that was ever used (its issue 1751). Armed only while something
 * waits, it does what it is there for.
 */
interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
}

const CHECK_MS = 10;

export const quietRequestQueue = {
  scheduleCheckPendingRequests(this: RequestQueue): void {
    if (this.throttleCheckTimeoutId || this.pending.length === 0) return;
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      Math.max(CHECK_MS, this.throttledUntil - Date.now()),
    );
  },
};
