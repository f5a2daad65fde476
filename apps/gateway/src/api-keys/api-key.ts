import { SCOPES_OF, type ApiClient, type Role, type Scope, type TestMode, type TestRedirect } from '#libs/contracts';
import { logger } from '#libs/observability';
import type { Vault } from '#libs/vault';
import type { ApiKeyRow } from './api-keys.statements.js';

const log = logger('api-keys');

/** What a key may, whether it was told by a role or by name. */
export const scopesOf = ({ role, scopes }: { readonly role: Role | null; readonly scopes: readonly Scope[] }) =>
  role ? SCOPES_OF[role] : scopes;

export const sealRedirect = (vault: Vault, tenantId: string, redirect: TestRedirect): string =>
  vault.seal(tenantId, JSON.stringify(redirect));

export const openRedirect = (vault: Vault, tenantId: string, sealed: string): TestRedirect =>
  JSON.parse(vault.open(tenantId, sealed)) as TestRedirect;

/** Who calls with this key. */
export function clientOf(vault: Vault, row: ApiKeyRow): ApiClient {
  const { client_id, key_id, tenant_id, name, mode, redirect } = row;
  const client = { client_id, key_id, tenant_id, name, scopes: scopesOf(row) };
  return mode === 'live' ? client : { ...client, test: redirect === null ? {} : testMode(vault, row, redirect) };
}

/** Where nobody can read the addresses any more, its tests go to the simulator. */
function testMode(vault: Vault, { tenant_id, key_id }: ApiKeyRow, sealed: string): TestMode {
  try {
    return { redirect: openRedirect(vault, tenant_id, sealed) };
  } catch (error) {
    log.error({ err: error, key_id }, 'the redirect of a test key cannot be opened');
    return {};
  }
}
