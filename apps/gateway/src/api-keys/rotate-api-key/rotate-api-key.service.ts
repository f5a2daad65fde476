import { Inject, Injectable } from '@nestjs/common';
import { apiKeyHash, apiKeyPrefix, newApiKey } from '#libs/auth';
import { check, problems } from '#libs/http';
import { uuidv7 } from '#libs/kernel';
import { Vault } from '#libs/vault';
import type { ActingClient } from '../../audit/acting.js';
import { auditRow } from '../../audit/audit.statements.js';
import { scopesOf } from '../api-key.js';
import { apiKeyDocument, type NewApiKeyDocument } from '../api-key-document.js';
import { LATEST_EXPIRY, rotateApiKeyRequest } from '../api-key-request.js';
import { ApiKeyStore } from '../api-key-store.js';
import { expireApiKey, insertApiKey, type ApiKeyRow, type NewApiKey } from '../api-keys.statements.js';
import { mustHoldMode, mustHoldScopes } from '../grants.js';
import { told } from '../told.js';

@Injectable()
export class RotateApiKeyService {
  constructor(
    @Inject(ApiKeyStore) private readonly store: ApiKeyStore,
    @Inject(Vault) private readonly vault: Vault,
  ) {}

  async rotate(client: ActingClient, id: string, body: unknown): Promise<NewApiKeyDocument> {
    const { overlap_seconds } = check(rotateApiKeyRequest, body ?? {});
    const { tenant_id } = client;
    const { row, key } = await this.store.change(tenant_id, id, async (tx, old) => {
      mustHoldMode(client, old.mode);
      mustHoldScopes(client, scopesOf(old));
      if (!isUsable(old)) throw problems.conflict('key_not_usable', 'This API key is over', 'Make a new one');
      const key = newApiKey(old.mode);
      const made = successor(old, key);
      const details = { key_id: made.key_id, overlap_seconds, ...told(made) };
      tx.enqueue(auditRow(client, { action: 'rotateApiKey', target: id, details }));
      const [[row]] = await Promise.all([
        tx.query<ApiKeyRow>(insertApiKey(made)),
        tx.query(expireApiKey(tenant_id, id, overlap_seconds)),
      ]);
      return { row: row as ApiKeyRow, key };
    });
    return { ...apiKeyDocument(this.vault, row), key };
  }
}

const isUsable = ({ revoked_at, expires_at }: ApiKeyRow): boolean =>
  revoked_at === null && (expires_at === null || expires_at.getTime() > Date.now());

/** As the old one was; where that one was made for a time, the new one is for as long. */
const successor = ({ created_at, expires_at, ...old }: ApiKeyRow, key: string): NewApiKey => ({
  ...old,
  key_id: uuidv7(),
  prefix: apiKeyPrefix(key),
  key_hash: apiKeyHash(key),
  expires_at: expires_at && new Date(Math.min(LATEST_EXPIRY, Date.now() + expires_at.getTime() - created_at.getTime())),
});
