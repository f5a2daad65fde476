import type { AddressKey, HeardWord, RpcIn, RpcOut, Suppression, SuppressionPage } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import type { Outbox, OutboxRowInput } from '#libs/messaging';
import type { Database, Statement } from '#libs/persistence';
import type { Vault } from '#libs/vault';
import type { AddressMover } from './address-mover.js';
import { inOrder, nameOf } from './address-order.js';
import { bothLifted, bothSuppressed } from './heard-words.js';
import { liftHeard, suppressHeard } from './heard-words.statements.js';
import {
  deleteSuppressions,
  findSuppressions,
  listSuppressions,
  upsertSuppressions,
  type SuppressionQuery,
  type SuppressionRow,
} from './suppressions.statements.js';
import { auditRows } from './tell-audit.js';

const always = (): void => {};

type ChangedRow = SuppressionRow & { readonly created: boolean };

interface Change {
  readonly statement: Statement;
  /** Whose cached words are stale now; absent: what the statement answers. */
  readonly touched?: (rows: readonly AddressKey[]) => readonly AddressKey[];
  /** What the audit is told. */
  readonly told?: (rows: readonly SuppressionRow[]) => OutboxRowInput[];
  readonly inTime: () => void;
}

/** Addresses that must not be used any more. A change is seen by all before it is answered, as one of a user is. */
export class SuppressionStore {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly mover: AddressMover,
    private readonly outbox: Outbox,
  ) {}

  async put(items: readonly RpcIn<'suppressions.put'>[], inTime = always): Promise<RpcOut<'suppressions.put'>[]> {
    if (items.length === 0) return [];
    const sorted = inOrder(items);
    const rows = await this.change({
      statement: upsertSuppressions(sorted.map((item) => this.rowOf(item))),
      touched: () => sorted,
      told: (stored) => {
        const ids = new Map(stored.map((row) => [nameOf(row), row.id]));
        return auditRows(items.map((item) => ({ ...item, id: ids.get(nameOf(item)) as string })));
      },
      inTime,
    });
    const stored = new Map(rows.map((row) => [nameOf(row), { suppression: this.open(row), created: row.created }]));
    return items.map((item) => stored.get(nameOf(item)) as RpcOut<'suppressions.put'>);
  }

  /** Two transactions, for the order of locks; in whatever order they come, the same comes of them. */
  async hear(words: readonly HeardWord[], inTime = always): Promise<boolean[]> {
    const bans = words.filter((word) => word.word === 'suppress');
    const lifts = words.filter((word) => word.word === 'lift');
    const changed = [
      ...(await this.heard(inOrder(bans, bothSuppressed), suppressHeard, inTime)),
      ...(await this.heard(inOrder(lifts, bothLifted), liftHeard, inTime)),
    ];
    const names = new Set(changed.map(nameOf));
    return words.map((word) => names.has(nameOf(word)));
  }

  async check(addresses: readonly AddressKey[]): Promise<(Suppression | null)[]> {
    if (addresses.length === 0) return [];
    const rows = await this.db.query<SuppressionRow>(findSuppressions(inOrder(addresses)));
    const found = new Map(rows.map((row) => [nameOf(row), this.open(row)]));
    return addresses.map((address) => found.get(nameOf(address)) ?? null);
  }

  /** One more is read than is shown: it tells whether there is a next page. */
  async list(query: SuppressionQuery): Promise<SuppressionPage> {
    const rows = await this.db.query<SuppressionRow>(listSuppressions({ ...query, limit: query.limit + 1 }));
    const items = rows.slice(0, query.limit).map((row) => this.open(row));
    const last = items.at(-1);
    return rows.length > query.limit && last ? { items, next_cursor: last.id } : { items };
  }

  async delete(ids: readonly RpcIn<'suppressions.delete'>[], inTime = always): Promise<boolean[]> {
    if (ids.length === 0) return [];
    const isIn = (rows: readonly SuppressionRow[]) => {
      const names = new Set(rows.map(({ tenant_id, id }) => `${tenant_id} ${id}`));
      return ({ tenant_id, id }: RpcIn<'suppressions.delete'>) => names.has(`${tenant_id} ${id}`);
    };
    const gone = await this.change({
      statement: deleteSuppressions(ids),
      told: (rows) => auditRows(ids.filter(isIn(rows))),
      inTime,
    });
    return ids.map(isIn(gone));
  }

  private heard<W extends HeardWord>(
    words: readonly W[],
    statement: (words: readonly W[], ids: readonly string[]) => Statement,
    inTime: () => void,
  ): Promise<readonly AddressKey[]> {
    if (words.length === 0) return Promise.resolve([]);
    const ids = words.map(() => uuidv7());
    return this.change({ statement: statement(words, ids), inTime });
  }

  private async change({ statement, touched = (rows) => rows, told, inTime }: Change): Promise<ChangedRow[]> {
    const { rows, staged } = await this.db.transaction(async (tx) => {
      const changed = await tx.query<ChangedRow>(statement);
      const again = changed.length > 0 ? [this.mover.again(touched(changed)), ...(told?.(changed) ?? [])] : [];
      inTime();
      return { rows: changed, staged: await this.outbox.stage(tx, again) };
    });
    this.outbox.release(staged);
    if (rows.length > 0) await this.mover.move(touched(rows));
    return rows;
  }

  private rowOf({ note, expires_at, by: _, ...item }: RpcIn<'suppressions.put'>) {
    const sealed_note = note === undefined ? null : this.vault.seal(item.tenant_id, note);
    return { ...item, id: uuidv7(), sealed_note, expires_at: expires_at ?? null };
  }

  private open(row: SuppressionRow): Suppression {
    const { tenant_id, channel, address_hash, id, reason, source, sealed_note } = row;
    return {
      id,
      tenant_id,
      channel,
      address_hash,
      reason,
      source,
      ...(sealed_note === null ? {} : { note: this.vault.open(tenant_id, sealed_note) }),
      created_at: row.created_at.toISOString(),
      ...(row.expires_at === null ? {} : { expires_at: row.expires_at.toISOString() }),
    };
  }
}
