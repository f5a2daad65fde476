import { Inject, Injectable } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { ApiKeyStore } from '../api-key-store.js';
import { revokeApiKey } from '../api-keys.statements.js';
import { mustHoldMode } from '../grants.js';

@Injectable()
export class RevokeApiKeyService {
  constructor(@Inject(ApiKeyStore) private readonly store: ApiKeyStore) {}

  /** Whoever manages keys may stop one that can do more than theirs: a leak does not wait. Again is as good as once. */
  async revoke(client: ApiClient, id: string): Promise<void> {
    await this.store.change(client.tenant_id, id, (tx, { mode }) => {
      mustHoldMode(client, mode);
      return tx.query(revokeApiKey(client.tenant_id, id));
    });
  }
}
