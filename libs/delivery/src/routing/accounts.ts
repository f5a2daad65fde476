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

/** Who sends in a channel: one provider and no other, a list of accounts that never changes, or whoever knows them. */
export type Senders =
  | { readonly provider: Provider; readonly accounts?: undefined }
  | {
      readonly provider?: undefined;
      readonly accounts: readonly Account[] | ((parts: BookParts) => AccountBook);
    };

export function bookOf({ provider, accounts }: Senders, parts: BookParts): AccountBook {
  if (provider) return new FixedAccounts([onlyAccount(provider)]);
  return typeof accounts === 'function' ? accounts(parts) : new FixedAccounts(accounts);
}
