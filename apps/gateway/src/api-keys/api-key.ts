import { SCOPES_OF, type ApiClient, type Role, type Scope, type TestRedirect } from '#libs/contracts';
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

/** Where the tests of a key go; where nobody can read the addresses any more, to the simulator. */
export function redirectOf(vault: Vault, { tenant_id, key_id, redirect }: ApiKeyRow): TestRedirect | undefined {
  try {
    return redirect === null ? undefined : openRedirect(vault, tenant_id, redirect);
  } catch (error) {
    log.error({ err: error, key_id }, 'the redirect of a test key cannot be opened');
    return undefined;
  }
}

/** Who calls with this key. */
export function clientOf(vault: Vault, row: ApiKeyRow): ApiClient {
  const { client_id, key_id, tenant_id, name, mode } = row;
  const client = { client_id, key_id, tenant_id, name, scopes: scopesOf(row) };
  if (mode === 'live') return client;
  const redirect = redirectOf(vault, row);
  return { ...client, test: redirect ? { redirect } : {} };
}
