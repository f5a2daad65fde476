import type { KeyMode } from '#libs/auth';
import type { ApiClient, Scope } from '#libs/contracts';
import { Problem } from '#libs/http';

/** Nobody hands out, or takes over by rotating, more than they have. */
export function mustHoldScopes({ scopes: own }: ApiClient, scopes: readonly Scope[]): void {
  const missing = scopes.filter((scope) => !own.includes(scope));
  if (missing.length === 0) return;
  throw new Problem(403, 'exceeds_own_scopes', 'The key would have scopes that the caller has not', {
    detail: `You do not have ${missing.join(', ')}`,
  });
}

/** A test key reaches no real recipient by a detour, either. */
export function mustHoldMode({ test }: ApiClient, mode: KeyMode): void {
  if (test === undefined || mode === 'test') return;
  throw new Problem(403, 'test_keys_only', 'A test key has to do with test keys only', {
    detail: 'Use a live key for this',
  });
}
