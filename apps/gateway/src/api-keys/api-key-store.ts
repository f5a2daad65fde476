import { Inject, Injectable } from '@nestjs/common';
import { problems, type Problem } from '#libs/http';
import { isUuid } from '#libs/kernel';
import { Database, lock, type Transaction } from '#libs/persistence';
import { Changes } from '../changes/changes.js';
import { findApiKey, usableAdmins, type ApiKeyRow } from './api-keys.statements.js';

const noSuchKey = (): Problem => problems.notFound('There is no such API key');

@Injectable()
export class ApiKeyStore {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Changes) private readonly changes: Changes,
  ) {}

  async get(tenantId: string, keyId: string): Promise<ApiKeyRow> {
    if (!isUuid(keyId)) throw noSuchKey();
    const [row] = await this.db.query<ApiKeyRow>(findApiKey(tenantId, keyId));
    if (!row) throw noSuchKey();
    return row;
  }

  /**
   * Changes a key while nobody else changes one of its tenant: two admins that revoke each other must not both succeed.
   */
  async change<T>(tenantId: string, keyId: string, work: (tx: Transaction, key: ApiKeyRow) => Promise<T>): Promise<T> {
    if (!isUuid(keyId)) throw noSuchKey();
    return this.changes.make({ what: 'key', id: keyId }, async (tx) => {
      await lock(tx, `api-keys ${tenantId}`);
      const [[row], admins] = await Promise.all([
        tx.query<ApiKeyRow>(findApiKey(tenantId, keyId)),
        tx.query(usableAdmins(tenantId)),
      ]);
      if (!row) throw noSuchKey();
      const done = await work(tx, row);
      const left = await tx.query(usableAdmins(tenantId));
      if (admins.length > 0 && left.length === 0) throw lastAdmin();
      return done;
    });
  }
}

const lastAdmin = (): Problem =>
  problems.conflict(
    'last_admin_key',
    'This is the last key that manages the others',
    'Make another live key with the role admin first; without one nobody could manage keys any more',
  );
