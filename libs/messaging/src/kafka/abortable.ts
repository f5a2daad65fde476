/** Resolves after `ms`, or at once when the signal fires. Never rejects. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}

/** 1, 2, 4… times `first`, at most `most`. */
export const doubling = (first: number, most: number, failures: number): number =>
  Math.min(most, first * 2 ** Math.max(0, failures - 1));
