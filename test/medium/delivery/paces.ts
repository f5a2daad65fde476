import { LocalPace, streamOf, type Account, type Pace } from '#libs/delivery';

/** By one process, so that nothing but the engine is tried. */
export function localPaceOf({ perSecond }: Account): Pace | undefined {
  if (!perSecond) return undefined;
  const pace = new LocalPace([streamOf(perSecond, 50)]);
  return { perSecond, take: (most) => Promise.resolve(pace.take(most)) };
}

/** The most calls in any second. */
export function mostInASecond(times: readonly number[]): number {
  let most = 0;
  let from = 0;
  times.forEach((time, i) => {
    while (time - (times[from] as number) >= 1_000) from += 1;
    most = Math.max(most, i - from + 1);
  });
  return most;
}
