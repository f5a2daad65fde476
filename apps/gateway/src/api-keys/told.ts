import type { AuditedChange } from '../audit/audit.statements.js';
import type { ApiKeyRow } from './api-keys.statements.js';

type Told = Pick<ApiKeyRow, 'role' | 'scopes' | 'mode' | 'allowed_addresses' | 'expires_at' | 'redirect'>;

/** What the audit is told of a key: no name and no address, which may be somebody's. */
export const told = ({
  role,
  scopes,
  mode,
  allowed_addresses: addresses,
  expires_at,
  redirect,
}: Told): AuditedChange['details'] => ({
  ...(role ? { role } : { scopes }),
  mode,
  ...(addresses.length > 0 && { allowed_addresses: addresses.length }),
  ...(expires_at && { expires_at: expires_at.toISOString() }),
  ...(redirect !== null && { redirect: true }),
});
