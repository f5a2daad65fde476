import type { CallResult } from './settlement.js';
import type { Outcome, Provider } from './provider.js';

/** The code of what was not called since the breaker had opened. */
export const BREAKER_OPEN = 'breaker_open';

/** Whether an outcome speaks against the provider as a whole. */
export const isProvidersFault = (provider: Provider, outcome: Outcome): boolean =>
  provider.speaksAgainst ? provider.speaksAgainst(outcome) : outcome.kind === 'retry' || outcome.kind === 'unknown';

/** For how long the provider wants nobody to call; undefined: it has not said so, or only of one target. */
export function restAskedFor(provider: Provider, result: CallResult): number | undefined {
  if (result.kind !== 'retry' || result.code !== 'throttled' || !result.afterMs) return undefined;
  return isProvidersFault(provider, result) ? result.afterMs : undefined;
}
