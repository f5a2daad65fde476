import { BREAKER_STATE, metrics } from '#libs/observability';
import { ProviderBreaker } from '#libs/resilience';
import { coalesced } from '#libs/rpc';

/** Half of the calls of two seconds failed: a single one is enough when there was no other. */
const WINDOW_MS = 2_000;
const RESET_MS = 1_000;
const MOST = 1_000;

/**
 * Single look-ups as calls for groups, behind a breaker: while nobody answers they fail at once, since what waits for them holds
 * up a whole group. One call tries again after a second.
 */
export function guarded<I, O>(
  peer: string,
  call: (items: I[]) => Promise<readonly O[]>,
  resetMs = RESET_MS,
): (items: readonly I[]) => Promise<O[]> {
  const gauge = metrics.breakerState.labels({ provider: peer });
  gauge.set(BREAKER_STATE.closed);
  const onState = (state: keyof typeof BREAKER_STATE): void => gauge.set(BREAKER_STATE[state]);
  const breaker = new ProviderBreaker({ name: peer, volume: 1, windowMs: WINDOW_MS, resetMs, onState });
  const one = coalesced(async (items: I[]) => {
    const pass = breaker.pass();
    try {
      return await breaker.call(() => call(items));
    } finally {
      pass.giveBack();
    }
  }, MOST);
  return (items) => Promise.all(items.map(one));
}
