import { Inject, Injectable } from '@nestjs/common';
import { check } from '#libs/http';
import { Database } from '#libs/persistence';
import { Vault } from '#libs/vault';
import { apiKeyDocument, type ApiKeyDocument } from '../api-key-document.js';
import { listApiKeysQuery } from '../api-key-request.js';
import { pageOfApiKeys, type ApiKeyRow } from '../api-keys.statements.js';

export interface ApiKeyPage {
  readonly items: readonly ApiKeyDocument[];
  readonly next_cursor?: string | undefined;
}

@Injectable()
export class ListApiKeysService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Vault) private readonly vault: Vault,
  ) {}

  async list(tenantId: string, query: unknown): Promise<ApiKeyPage> {
    const { cursor, limit } = check(listApiKeysQuery, query);
    const rows = await this.db.query<ApiKeyRow>(pageOfApiKeys(tenantId, cursor, limit + 1));
    const items = rows.slice(0, limit).map((row) => apiKeyDocument(this.vault, row));
    return { items, next_cursor: rows.length > limit ? items.at(-1)?.id : undefined };
  }
}
