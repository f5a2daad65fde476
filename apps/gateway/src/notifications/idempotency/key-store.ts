import type { Database } from '#libs/persistence';
import type { IntakeEntry } from '../intake/intake-item.js';
import { findKeys, type FoundKey } from './idempotency.statements.js';

export class KeyStore {
  constructor(private readonly db: Database) {}

  /** What is already stored for the keys of these entries. Costs nothing for entries without one. */
  async find(entries: readonly IntakeEntry[]): Promise<Map<IntakeEntry, FoundKey>> {
    const keyed = entries.flatMap((entry) =>
      entry.idempotency ? [{ entry, tenantId: entry.tenantId, key: entry.idempotency.key }] : [],
    );
    if (keyed.length === 0) return new Map();
    const found = await this.db.query<FoundKey>(findKeys(keyed));
    const byName = new Map(found.map((row) => [`${row.tenant_id}\0${row.key}`, row]));
    const answers = new Map<IntakeEntry, FoundKey>();
    for (const { entry, tenantId, key } of keyed) {
      const row = byName.get(`${tenantId}\0${key}`);
      if (row) answers.set(entry, row);
    }
    return answers;
  }
}
