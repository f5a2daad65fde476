import { apiKeyHash, apiKeyPrefix, modeOfApiKey } from '#libs/auth';
import { uuidv7 } from '#libs/kernel';
import type { NewApiKey } from './api-keys.statements.js';

/** The first key of a tenant, which all others are made with. */
export const adminKey = (tenantId: string, name: string, key: string): NewApiKey => ({
  key_id: uuidv7(),
  client_id: uuidv7(),
  tenant_id: tenantId,
  name,
  prefix: apiKeyPrefix(key),
  key_hash: apiKeyHash(key),
  role: 'admin',
  scopes: [],
  mode: modeOfApiKey(key),
  allowed_addresses: [],
  redirect: null,
  expires_at: null,
});
