import type { Provider } from '../provider.js';
import type { Account, AccountBook } from './account.js';

/** The deployment's own accounts: the same for every tenant, and never changed. */
export class FixedAccounts implements AccountBook {
  readonly fixed: readonly Account[];

  constructor(accounts: readonly Account[]) {
    this.fixed = accounts.toSorted((a, b) => a.order - b.order);
  }

  of(): readonly Account[] {
    return this.fixed;
  }

  onChange(): void {}

  async close(): Promise<void> {
    for (const { provider } of this.fixed) await provider.close?.();
  }
}

/** An account that serves everybody without a limit, by the name of its provider. */
export const onlyAccount = (provider: Provider): Account => ({
  id: provider.name,
  provider,
  order: 1,
  weight: 1,
  cost: 0,
  onlyFor: [],
});
