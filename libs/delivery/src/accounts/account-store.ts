/** Accounts as they are stored: for those who change them. Who sends asks the book of accounts. */
import {
  callbacksOf,
  type AccountFields,
  type AccountHealth,
  type AccountRefusal,
  type Channel,
  type PutAccount,
  type RpcIn,
  type StoredAccount,
  type TryAccount,
  type AccountTrial,
  type CallbackAccount,
  type CallbackAccountKey,
} from '#libs/contracts';
import { lock, type Database, type Transaction } from '#libs/persistence';
import type { Vault } from '#libs/vault';
import type { ChannelChanges } from '../channel-changes.js';
import type { ProviderKind } from '../provider-kind.js';
import { openSettings, sealSettings, tellable } from './account-settings.js';
import {
  accountsById,
  accountsOf,
  deleteAccount,
  lockAccount,
  putAccount,
  type AccountRow,
} from './accounts.statements.js';
import type { HealthBoard } from './health-board.js';
import { tryOut } from './trial.js';

export interface AccountStoreParts {
  readonly db: Database;
  readonly vault: Vault;
  readonly kinds: ReadonlyMap<string, ProviderKind>;
  readonly changes: Pick<ChannelChanges, 'make'>;
  /** Absent: nobody knows how they do. */
  readonly health?: Pick<HealthBoard, 'of'> | undefined;
  /** For a trial call. */
  readonly timeoutMs: number;
}

type Settings = Readonly<Record<string, unknown>>;

/** With room for all that a tenant can want, and none for a mistake in a loop. */
const MOST = 32;

const refused = (reason: AccountRefusal['refused']): AccountRefusal => ({ refused: reason });

export class AccountStore {
  constructor(private readonly parts: AccountStoreParts) {}

  async list({ tenant_id, channel, id }: RpcIn<'delivery.accounts.list'>): Promise<StoredAccount[]> {
    const rows = await this.parts.db.query<AccountRow>(accountsOf(tenant_id, channel, id));
    const health = await this.parts.health?.of(rows.map((row) => row.account_id));
    return rows.map((row, i) => this.told(row, health?.[i]));
  }

  /** Made again with the same id, it is the same: a call whose answer was lost may be repeated. */
  put(asked: PutAccount): Promise<StoredAccount | AccountRefusal> {
    const { tenant_id, channel } = asked;
    return this.parts.changes.make({ what: 'accounts', id: tenant_id }, async (tx) => {
      await lock(tx, `accounts ${tenant_id}`);
      const before = await this.find(tx, asked);
      if (before && asked.made_of !== undefined) return this.madeAgain(before, asked.made_of);
      if (before && asked.if_version && !asked.if_version.includes(before.version)) return refused('stale');
      const kindName = before?.kind ?? asked.kind;
      if (kindName === undefined) return refused('not_found');
      if (!before && (await tx.query(accountsOf(tenant_id, channel))).length >= MOST) return refused('too_many');
      const kind = this.parts.kinds.get(kindName);
      if (!kind) return refused('unknown_kind');
      const settings = this.merged(before, asked);
      if (!kind.settings.safeParse(settings).success) return refused('invalid_settings');
      const sealed = sealSettings(this.parts.vault, tenant_id, settings);
      const made_of = asked.made_of ?? null;
      const row = { account_id: asked.id, tenant_id, channel, kind: kindName, settings: sealed, made_of };
      const [stored] = await tx.query<AccountRow>(putAccount(row, fieldsOf(before, asked)));
      return stored ? this.told(stored) : refused('not_found');
    });
  }

  delete(tenant: string, channel: Channel, id: string): Promise<boolean> {
    return this.parts.changes.make({ what: 'accounts', id: tenant }, async (tx) => {
      const gone = await tx.query(deleteAccount(tenant, channel, id));
      return gone.length > 0;
    });
  }

  /** In order. What cannot be opened has no keys: nothing is taken for its provider's. */
  async callbackKeys(asked: readonly CallbackAccountKey[]): Promise<(CallbackAccount | null)[]> {
    const rows = await this.parts.db.query<AccountRow>(accountsById(asked.map(({ id }) => id)));
    const byId = new Map(rows.map((row) => [row.account_id, row]));
    return asked.map(({ id, channel, kind }) => {
      const row = byId.get(id);
      if (!row || row.channel !== channel || row.kind !== kind) return null;
      const { tenant_id } = row;
      const keys = pick(this.opened(row), callbacksOf(kind)?.keys ?? []);
      return { tenant_id, keys: sealSettings(this.parts.vault, tenant_id, keys) };
    });
  }

  async try(asked: TryAccount): Promise<AccountTrial | AccountRefusal> {
    const { db, kinds, timeoutMs } = this.parts;
    const [before] = await db.query<AccountRow>(accountsOf(asked.tenant_id, asked.channel, asked.id));
    const kindName = before?.kind ?? asked.kind;
    if (kindName === undefined) return refused('not_found');
    const kind = kinds.get(kindName);
    if (!kind) return refused('unknown_kind');
    const settings = kind.settings.safeParse(this.merged(before, asked));
    return settings.success ? tryOut(kind, settings.data, timeoutMs) : refused('invalid_settings');
  }

  /** As it stands now, which may have been changed since. */
  private madeAgain(before: AccountRow, madeOf: string): StoredAccount | AccountRefusal {
    const { vault } = this.parts;
    const isSame = before.made_of !== null && isSealedAlike(vault, before.tenant_id, before.made_of, madeOf);
    return isSame ? this.told(before) : refused('made_of_other');
  }

  private async find(tx: Transaction, { tenant_id, channel, id }: PutAccount): Promise<AccountRow | undefined> {
    const [row] = await tx.query<AccountRow>(lockAccount(tenant_id, channel, id));
    return row;
  }

  /** What is given takes the place of what is there, setting by setting. What cannot be opened any more must be given whole. */
  private merged(
    before: AccountRow | undefined,
    { tenant_id, settings }: Pick<PutAccount, 'tenant_id' | 'settings'>,
  ): Settings {
    const { vault } = this.parts;
    const given = settings === undefined ? {} : openSettings(vault, tenant_id, settings);
    return { ...(before && this.opened(before)), ...given };
  }

  private opened({ tenant_id, settings }: AccountRow): Settings | undefined {
    try {
      return openSettings(this.parts.vault, tenant_id, settings);
    } catch {
      return undefined;
    }
  }

  private told(row: AccountRow, health?: AccountHealth): StoredAccount {
    const kind = this.parts.kinds.get(row.kind);
    const settings = this.opened(row);
    const isGood = kind && settings && kind.settings.safeParse(settings).success;
    return {
      id: row.account_id,
      channel: row.channel,
      kind: row.kind,
      name: row.name,
      order: row.sort_order,
      weight: row.weight,
      cost: row.cost,
      only_for: row.only_for,
      per_second: row.per_second,
      enabled: row.enabled,
      ...(kind && settings ? tellable(kind.settings, settings) : { settings: {}, secrets: [] }),
      ...(isGood ? {} : { problem: kind ? ('unreadable_settings' as const) : ('unknown_kind' as const) }),
      health,
      version: row.version,
      created_at: row.created_at.toISOString(),
      changed_at: row.changed_at.toISOString(),
    };
  }
}

const pick = (settings: Settings | undefined, names: readonly string[]): Settings =>
  Object.fromEntries(names.filter((name) => settings?.[name] !== undefined).map((name) => [name, settings?.[name]]));

function isSealedAlike(vault: Vault, tenant: string, one: string, other: string): boolean {
  try {
    return vault.open(tenant, one) === vault.open(tenant, other);
  } catch {
    return false;
  }
}

const FIELDS = ['name', 'order', 'weight', 'cost', 'only_for', 'per_second', 'enabled'] as const;

const AT_FIRST: Omit<AccountFields, 'name'> = {
  order: 1,
  weight: 1,
  cost: 0,
  only_for: [],
  per_second: null,
  enabled: true,
};

/** What is given, else what is there, else what holds at first. */
function fieldsOf(before: AccountRow | undefined, asked: PutAccount): AccountFields {
  const given = Object.fromEntries(FIELDS.filter((field) => asked[field] !== undefined).map((f) => [f, asked[f]]));
  const known = before ? { ...before, order: before.sort_order } : { ...AT_FIRST, name: asked.kind ?? '' };
  return { ...known, ...given };
}
