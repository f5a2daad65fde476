import type { Statement } from '#libs/persistence';
import type { Intent } from '../../notifications/intake/intent.js';

export interface IntentKey {
  readonly tenant_id: string;
  readonly id: string;
}

export interface OwnIntent extends IntentKey {
  readonly intent: Intent;
}

/** Of each no more than its own tenant's: an id of another one finds nothing. */
export const findOwnIntents = (keys: readonly IntentKey[]): Statement => ({
  name: 'notifications.own_intents',
  text: `
    select n.tenant_id, n.id, n.intent
    from unnest($1::text[], $2::uuid[]) as k (tenant_id, id)
    join notifications n on n.id = k.id and n.tenant_id = k.tenant_id`,
  values: [keys.map((k) => k.tenant_id), keys.map((k) => k.id)],
});
