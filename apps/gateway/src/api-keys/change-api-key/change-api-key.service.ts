import { Inject, Injectable } from '@nestjs/common';
import { check, problems } from '#libs/http';
import { Vault } from '#libs/vault';
import type { ActingClient } from '../../audit/acting.js';
import { auditRow } from '../../audit/audit.statements.js';
import { scopesOf, sealRedirect } from '../api-key.js';
import { apiKeyDocument, type ApiKeyDocument } from '../api-key-document.js';
import { changeApiKeyRequest, type ChangeApiKeyRequest } from '../api-key-request.js';
import { ApiKeyStore } from '../api-key-store.js';
import { updateApiKey, type ApiKeyRow } from '../api-keys.statements.js';
import { mustHoldMode, mustHoldScopes } from '../grants.js';
import { told } from '../told.js';

@Injectable()
export class ChangeApiKeyService {
  constructor(
    @Inject(ApiKeyStore) private readonly store: ApiKeyStore,
    @Inject(Vault) private readonly vault: Vault,
  ) {}

  async change(client: ActingClient, id: string, body: unknown): Promise<ApiKeyDocument> {
    const asked = check(changeApiKeyRequest, body);
    const row = await this.store.change(client.tenant_id, id, async (tx, before) => {
      const after = this.changed(before, asked);
      mustHoldMode(client, before.mode);
      // Of a key that may do more than the caller nothing is changed: not from where it may be used, either.
      mustHoldScopes(client, scopesOf(before));
      mustHoldScopes(client, scopesOf(after));
      const details = { changed: Object.keys(asked), ...told(after) };
      tx.enqueue(auditRow(client, { action: 'changeApiKey', target: id, details }));
      const [updated] = await tx.query<ApiKeyRow>(updateApiKey(after));
      return updated as ApiKeyRow;
    });
    return apiKeyDocument(this.vault, row);
  }

  private changed(before: ApiKeyRow, { redirect, role, scopes, ...asked }: ChangeApiKeyRequest): ApiKeyRow {
    if (before.revoked_at) throw problems.conflict('key_revoked', 'This API key was revoked', 'Make a new one');
    if (redirect && before.mode === 'live') throw problems.invalidField('/redirect', 'is for test keys');
    const sealed = redirect ? sealRedirect(this.vault, before.tenant_id, redirect) : redirect;
    return {
      ...before,
      ...given(asked),
      ...(role && { role, scopes: [] }),
      ...(scopes && { role: null, scopes }),
      ...(sealed !== undefined && { redirect: sealed }),
    };
  }
}

const given = <T extends object>(asked: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
