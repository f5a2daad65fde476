import { grouped } from '#libs/persistence';

/** Single look-ups of one tick become one call; those that come while calls are under way go with the next. */
export const coalesced = <I, O>(call: (items: I[]) => Promise<readonly O[]>, max = 1_000): ((item: I) => Promise<O>) =>
  grouped(call, { max, inFlight: 4 });
