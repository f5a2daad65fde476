/**
 * Long work takes turns: whoever waits here goes on one at a time, each in a turn of the event loop of its own, so that between
 * two slices of bulk work everything that came in meanwhile (a critical request, an answer of Postgres) is served.
 */
const waiting: (() => void)[] = [];
let scheduled = false;

const next = (): void => {
  waiting.shift()?.();
  scheduled = waiting.length > 0;
  if (scheduled) setImmediate(next);
};

export const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve);
    if (scheduled) return;
    scheduled = true;
    setImmediate(next);
  });
