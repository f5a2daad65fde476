import { onlyAccount, type Account, type AccountBook, type Outcome } from '#libs/delivery';
import { ScriptedProvider } from './doubles.js';

export interface TestAccount extends Account {
  readonly provider: ScriptedProvider;
}

/** An account whose provider answers so, and everything else as it is told. */
export function anAccount(
  id: string,
  answer: Outcome | (() => Outcome | Promise<Outcome>) = { kind: 'sent' },
  over: Partial<Account> & { readonly group?: number } = {},
): TestAccount {
  const { group, ...rest } = over;
  const provider = new ScriptedProvider(typeof answer === 'function' ? answer : () => answer, group, id);
  return { ...onlyAccount(provider), ...rest, provider };
}

/** Accounts by tenant, which may change. */
export class TenantsAccounts implements AccountBook {
  private readonly listeners: ((ids: readonly string[]) => void)[] = [];
  /** When set, they must be looked up first. */
  slow: Promise<void> | undefined;

  constructor(readonly byTenant: Record<string, readonly Account[]>) {}

  of(tenantId: string): readonly Account[] | Promise<readonly Account[]> {
    const accounts = (): readonly Account[] => this.byTenant[tenantId] ?? [];
    return this.slow ? this.slow.then(accounts) : accounts();
  }

  onChange(listener: (ids: readonly string[]) => void): void {
    this.listeners.push(listener);
  }

  changed(...ids: string[]): void {
    for (const listener of this.listeners) listener(ids);
  }
}
