import { Inject, Injectable } from '@nestjs/common';
import type { ActingClient } from '../../audit/acting.js';
import { auditRow } from '../../audit/audit.statements.js';
import { ApiKeyStore } from '../api-key-store.js';
import { revokeApiKey } from '../api-keys.statements.js';
import { mustHoldMode } from '../grants.js';

@Injectable()
export class RevokeApiKeyService {
  constructor(@Inject(ApiKeyStore) private readonly store: ApiKeyStore) {}

  /** Whoever manages keys may stop one that can do more than theirs: a leak does not wait. Again is as good as once. */
  async revoke(client: ActingClient, id: string): Promise<void> {
    await this.store.change(client.tenant_id, id, async (tx, { mode, revoked_at }) => {
      mustHoldMode(client, mode);
      if (revoked_at) return;
      tx.enqueue(auditRow(client, { action: 'revokeApiKey', target: id }));
      await tx.query(revokeApiKey(client.tenant_id, id));
    });
  }
}
