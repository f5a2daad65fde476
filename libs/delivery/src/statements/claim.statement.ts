import type { Statement } from '#libs/persistence';
import { LEDGER } from '../ledger-state.js';
import type { Item } from '../item.js';

/** The fast path: who has no row yet gets one, claimed, all in one commit. Who has one is not answered. */
export const claimNew = (items: readonly Item[], owner: string, leaseMs: number, provider: string): Statement => ({
  name: 'ledger.claim',
  text: `insert into ledger
      (delivery_id, notification_id, tenant_id, state, attempt, claims, seq, owner, lease_until, claimed_at, provider)
    select d, n, t, ${LEDGER.claimed}, a, 1, 1, $5::uuid, now() + $6::int * interval '1 ms', now(), $7
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::smallint[]) u(d, n, t, a)
    on conflict do nothing returning delivery_id`,
  values: [
    items.map((i) => i.deliveryId),
    items.map((i) => i.dispatch.notification_id),
    items.map((i) => i.dispatch.tenant_id),
    items.map((i) => i.attempt),
    owner,
    leaseMs,
    provider,
  ],
});

/** A row to decide upon for whoever has none: it is held, ended or retried without ever having been claimed here. */
export const openNew = (items: readonly Item[]): Statement => ({
  name: 'ledger.open',
  text: `insert into ledger (delivery_id, notification_id, tenant_id, state, attempt, claims, seq)
    select d, n, t, ${LEDGER.waiting}, a - 1, 0, 0
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::smallint[]) u(d, n, t, a)
    on conflict do nothing`,
  values: [
    items.map((i) => i.deliveryId),
    items.map((i) => i.dispatch.notification_id),
    items.map((i) => i.dispatch.tenant_id),
    items.map((i) => i.attempt),
  ],
});
