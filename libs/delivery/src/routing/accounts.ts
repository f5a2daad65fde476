import type { Database } from '#libs/persistence';
import type { Vault } from '#libs/vault';
import type { Provider } from '../provider.js';
import type { Account, AccountBook } from './account.js';
import { FixedAccounts, onlyAccount } from './fixed-accounts.js';

/** What the runtime lends to a book of accounts. */
export interface BookParts {
  readonly db: Database;
  readonly vault: Vault;
}

/** The accounts of a channel: one provider and no other, a list that never changes, or whoever knows them. */
export type Accounts = Provider | readonly Account[] | ((parts: BookParts) => AccountBook);

export function bookOf(accounts: Accounts, parts: BookParts): AccountBook {
  if (typeof accounts === 'function') return accounts(parts);
  if ('send' in accounts) return new FixedAccounts([onlyAccount(accounts)]);
  return new FixedAccounts(accounts);
}
