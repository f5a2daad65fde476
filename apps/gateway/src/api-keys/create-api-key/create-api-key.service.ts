import { Inject, Injectable } from '@nestjs/common';
import { apiKeyHash, apiKeyPrefix, newApiKey } from '#libs/auth';
import { check } from '#libs/http';
import { uuidv7 } from '#libs/kernel';
import { Database } from '#libs/persistence';
import { Vault } from '#libs/vault';
import type { ActingClient } from '../../audit/acting.js';
import { auditRow } from '../../audit/audit.statements.js';
import { scopesOf, sealRedirect } from '../api-key.js';
import { apiKeyDocument, type NewApiKeyDocument } from '../api-key-document.js';
import { createApiKeyRequest } from '../api-key-request.js';
import { insertApiKey, type ApiKeyRow, type NewApiKey } from '../api-keys.statements.js';
import { mustHoldMode, mustHoldScopes } from '../grants.js';
import { told } from '../told.js';

@Injectable()
export class CreateApiKeyService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Vault) private readonly vault: Vault,
  ) {}

  async create(client: ActingClient, body: unknown): Promise<NewApiKeyDocument> {
    const { role = null, scopes = [], redirect, expires_at = null, ...asked } = check(createApiKeyRequest, body);
    mustHoldMode(client, asked.mode);
    mustHoldScopes(client, scopesOf({ role, scopes }));
    const key = newApiKey(asked.mode);
    const { tenant_id } = client;
    const made: NewApiKey = {
      ...asked,
      key_id: uuidv7(),
      client_id: uuidv7(),
      tenant_id,
      prefix: apiKeyPrefix(key),
      key_hash: apiKeyHash(key),
      role,
      scopes,
      expires_at,
      redirect: redirect ? sealRedirect(this.vault, tenant_id, redirect) : null,
    };
    const change = { action: 'createApiKey', target: made.key_id, details: told(made) };
    const [[row]] = (await this.db.batch([insertApiKey(made), auditRow(client, change)])) as [[ApiKeyRow], unknown];
    return { ...apiKeyDocument(this.vault, row), key };
  }
}
