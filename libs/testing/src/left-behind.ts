import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options?: { type: 'minor' }) => void;

const ATTEMPTS = 3;
const ROUNDS = 10;
const CALLS = 200;

/** V8's own, which a process need not have been started with. */
export function collector(): Collect {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as Collect;
  setFlagsFromString('--no-expose-gc');
  return collect;
}

const bytes = (): number => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/**
 * How many bytes each call of `once` leaves to the next collection of the whole heap, which stops everything for tens of milliseconds.
 * What a call has made should be gone with the quick collections, which only look at what is young.
 *
 * The least of several attempts: what calls leave they leave each time, while others (a spec that ran before in this process) do so once.
 */
export async function leftBehindByEach(once: () => Promise<unknown> | void): Promise<number> {
  const collect = collector();
  for (let i = 0; i < ROUNDS * CALLS; i++) await once();
  let least = Infinity;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) least = Math.min(least, await measure(once, collect));
  return least;
}

async function measure(once: () => Promise<unknown> | void, collect: Collect): Promise<number> {
  collect();
  // What is under way in a quick collection or two grows old, and must not keep what comes after it.
  for (let i = 0; i < ROUNDS; i++) {
    const underWay = once();
    collect({ type: 'minor' });
    collect({ type: 'minor' });
    await underWay;
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < CALLS; i++) await once();
    collect({ type: 'minor' });
  }
  collect({ type: 'minor' });
  collect({ type: 'minor' });
  const before = bytes();
  collect();
  return (before - bytes()) / (ROUNDS * CALLS);
}
