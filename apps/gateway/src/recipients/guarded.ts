import { BREAKER_STATE, metrics } from '#libs/observability';
import { ProviderBreaker } from '#libs/resilience';
import { coalesced } from '#libs/rpc';

/** Half of the calls of two seconds failed: a single one is enough when there was no other. */
const WINDOW_MS = 2_000;
const RESET_MS = 1_000;
const MOST = 1_000;

export type Guard = <I, O>(call: (items: I[]) => Promise<readonly O[]>) => (items: readonly I[]) => Promise<O[]>;

/**
 * Look-ups at a peer as calls for groups, behind one breaker: while nobody answers they fail at once, since what waits for them
 * holds up a whole group. One call tries again after a second.
 */
export function guard(peer: string, resetMs = RESET_MS): Guard {
  const gauge = metrics.breakerState.labels({ provider: peer });
  gauge.set(BREAKER_STATE.closed);
  const onState = (state: keyof typeof BREAKER_STATE): void => gauge.set(BREAKER_STATE[state]);
  const breaker = new ProviderBreaker({ name: peer, volume: 1, windowMs: WINDOW_MS, resetMs, onState });
  return <I, O>(call: (items: I[]) => Promise<readonly O[]>) => {
    const one = coalesced(async (items: I[]) => {
      const pass = breaker.pass();
      try {
        return await breaker.call(() => call(items));
      } finally {
        pass.giveBack();
      }
    }, MOST);
    return (items: readonly I[]): Promise<O[]> => Promise.all(items.map(one));
  };
}
