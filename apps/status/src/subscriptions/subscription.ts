import { randomBytes } from 'node:crypto';
import type { EventSubscription, EventSubscriptionInput, Target } from '#libs/contracts';
import type { Vault } from '#libs/vault';
import type { NewSubscription, SubscriptionRow } from './subscriptions.statements.js';

/** Where it goes and what it is signed with: sealed as a whole. */
export interface StoredEndpoint {
  readonly url: string;
  readonly secret: string;
  /** Signs beside the new one for a while. */
  readonly previous?: string | undefined;
}

/** Standard Webhooks: `whsec_` and base64 of 24 to 64 bytes. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

export const sealEndpoint = (vault: Pick<Vault, 'seal'>, tenantId: string, endpoint: StoredEndpoint): string =>
  vault.seal(tenantId, JSON.stringify(endpoint));

export const openEndpoint = (vault: Pick<Vault, 'open'>, row: SubscriptionRow): StoredEndpoint =>
  JSON.parse(vault.open(row.tenant_id, row.endpoint)) as StoredEndpoint;

/** As the API tells of it: without its secrets. */
export const shown = (row: SubscriptionRow, { url }: StoredEndpoint): EventSubscription => ({
  id: row.id,
  url,
  description: row.description ?? undefined,
  types: row.filter.types,
  statuses: row.filter.statuses,
  channels: row.filter.channels,
  enabled: row.enabled,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
  previous_secret_until:
    row.previous_secret_until && row.previous_secret_until.getTime() > Date.now()
      ? row.previous_secret_until.toISOString()
      : undefined,
});

export const rowOf = (
  id: string,
  tenantId: string,
  { types, statuses, channels, description, enabled }: EventSubscriptionInput,
): Pick<NewSubscription, 'id' | 'tenant_id' | 'filter' | 'description' | 'enabled'> => ({
  id,
  tenant_id: tenantId,
  filter: { types, statuses, channels },
  description: description ?? null,
  enabled,
});

/** Of the events that go there. */
export const targetOf = (
  { id, previous_secret_until: until }: SubscriptionRow,
  { url, secret, previous }: StoredEndpoint,
): Extract<Target, { channel: 'webhook' }> => ({
  channel: 'webhook',
  endpoint_id: id,
  url,
  secret,
  ...(previous !== undefined && until && { previous: { secret: previous, until: until.toISOString() } }),
});
