/**
 * Who may send for a tenant: its own accounts, where it has any that are switched on and can be used, else the deployment's. They are
 * kept in memory and read again when one was changed; an account that was not changed stays the same object. Its provider is made
 * when its tenant first sends, and closed some time after it was changed, removed, or not asked for any more: what is under way ends.
 */
import { FreshValues } from '#libs/changes';
import type { Channel } from '#libs/contracts';
import type { Log } from '#libs/messaging';
import type { Database } from '#libs/persistence';
import type { Vault } from '#libs/vault';
import type { Provider } from '../provider.js';
import type { ProviderKind } from '../provider-kind.js';
import type { Account, AccountBook } from '../routing/account.js';
import { openSettings } from './account-settings.js';
import { usableAccounts, type AccountRow } from './accounts.statements.js';

export interface TenantAccountsParts {
  readonly channel: Channel;
  readonly db: Database;
  readonly vault: Vault;
  readonly kinds: ReadonlyMap<string, ProviderKind>;
  /** The deployment's own. */
  readonly own: AccountBook;
  readonly log: Log;
  readonly now?: () => number;
  /** Longer than the longest call. */
  readonly closeAfterMs?: number;
}

interface Held {
  readonly tenant: string;
  readonly version: number;
  /** Undefined: it cannot be used, and that was said. */
  readonly account: Account | undefined;
}

const CLOSE_AFTER_MS = 60_000;
const UNUSED_MS = 600_000;
const SWEEP_MS = 60_000;
const NOBODY = 'none of its own';

export class TenantAccounts implements AccountBook {
  private readonly known: FreshValues<readonly Account[] | typeof NOBODY>;
  private readonly held = new Map<string, Held>();
  private readonly lastRead = new Map<string, number>();
  private readonly closing = new Map<Provider, NodeJS.Timeout>();
  private readonly listeners: ((ids: readonly string[]) => void)[] = [];
  private readonly sweeper: NodeJS.Timeout;
  private readonly now: () => number;

  constructor(private readonly parts: TenantAccountsParts) {
    this.now = parts.now ?? Date.now;
    this.known = new FreshValues((tenants) => this.load(tenants), this.now);
    this.sweeper = setInterval(() => this.sweep(), SWEEP_MS).unref();
  }

  of(tenantId: string): readonly Account[] | Promise<readonly Account[]> {
    const known = this.known.of(tenantId);
    return known instanceof Promise ? known.then((found) => this.orOwn(found, tenantId)) : this.orOwn(known, tenantId);
  }

  onChange(listener: (ids: readonly string[]) => void): void {
    this.listeners.push(listener);
    this.parts.own.onChange(listener);
  }

  /** Of one tenant, or of all: what was known may be out of date. */
  forget(tenantId?: string): void {
    this.known.forget(tenantId);
  }

  /** Closes what nobody has asked for in a while; it is made again when somebody does. */
  sweep(): void {
    const before = this.now() - UNUSED_MS;
    const unused = [...this.lastRead].filter(([, at]) => at < before).map(([tenant]) => tenant);
    for (const tenant of unused) this.lastRead.delete(tenant);
    const gone = new Set(unused);
    this.retire([...this.held].filter(([, { tenant }]) => gone.has(tenant)).map(([id]) => id));
    for (const tenant of unused) this.known.forget(tenant);
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
    for (const timer of this.closing.values()) clearTimeout(timer);
    const providers = [
      ...this.closing.keys(),
      ...[...this.held.values()].flatMap(({ account }) => account?.provider ?? []),
    ];
    this.closing.clear();
    this.held.clear();
    await Promise.all([...providers.map((provider) => provider.close?.()), this.parts.own.close?.()]);
  }

  private orOwn(found: readonly Account[] | typeof NOBODY, tenantId: string): ReturnType<AccountBook['of']> {
    return found === NOBODY ? this.parts.own.of(tenantId) : found;
  }

  private async load(tenants: string[]): Promise<(readonly Account[] | typeof NOBODY)[]> {
    const { db, channel } = this.parts;
    const rows = await db.query<AccountRow>(usableAccounts(tenants, channel));
    const now = this.now();
    for (const tenant of tenants) this.lastRead.set(tenant, now);
    const asked = new Set(tenants);
    const current = new Map(rows.map((row) => [row.account_id, row.version]));
    const outdated = ([id, { tenant, version }]: [string, Held]): boolean =>
      asked.has(tenant) && current.get(id) !== version;
    this.retire([...this.held].filter(outdated).map(([id]) => id));
    const byTenant = Map.groupBy(rows, (row) => row.tenant_id);
    return tenants.map((tenant) => {
      const usable = (byTenant.get(tenant) ?? []).flatMap((row) => this.accountOf(row) ?? []);
      return usable.length > 0 ? usable : NOBODY;
    });
  }

  private accountOf(row: AccountRow): Account | undefined {
    const { account_id: id, tenant_id: tenant, version } = row;
    const held = this.held.get(id);
    if (held) return held.account;
    const account = this.make(row);
    this.held.set(id, { tenant, version, account });
    return account;
  }

  private make(row: AccountRow): Account | undefined {
    const { vault, kinds, log } = this.parts;
    const about = { tenant_id: row.tenant_id, account_id: row.account_id, kind: row.kind };
    const kind = kinds.get(row.kind);
    if (!kind) {
      log.error(about, 'an account is of a kind that is not known here: it is not used');
      return undefined;
    }
    try {
      const provider = kind.make(kind.settings.parse(openSettings(vault, row.tenant_id, row.settings)), row.account_id);
      return accountWith(row, provider);
    } catch (error) {
      // What a schema or an adapter says of settings may hold them.
      log.error(
        { ...about, error: (error as Error).name },
        'the settings of an account cannot be used: it is not used',
      );
      return undefined;
    }
  }

  private retire(ids: readonly string[]): void {
    if (ids.length === 0) return;
    for (const id of ids) {
      const provider = this.held.get(id)?.account?.provider;
      this.held.delete(id);
      if (provider) this.closeLater(provider);
    }
    for (const listener of this.listeners) listener(ids);
  }

  private closeLater(provider: Provider): void {
    const close = async (): Promise<void> => {
      this.closing.delete(provider);
      await provider.close?.();
    };
    const told = (err: unknown): void =>
      this.parts.log.warn({ err, provider: provider.name }, 'a provider did not close');
    const timer = setTimeout(() => void close().catch(told), this.parts.closeAfterMs ?? CLOSE_AFTER_MS);
    this.closing.set(provider, timer.unref());
  }
}

const accountWith = (row: AccountRow, provider: Provider): Account => ({
  id: row.account_id,
  provider,
  order: row.sort_order,
  weight: row.weight,
  cost: row.cost,
  onlyFor: row.only_for,
  perSecond: row.per_second ?? undefined,
});
