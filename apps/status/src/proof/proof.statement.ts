import type { RpcIn } from '#libs/contracts';
import { SEEN } from '#libs/kernel';
import type { Statement } from '#libs/persistence';

/** A bounce and a refusal that came back prove that the provider had it, too. */
const REACHED = SEEN.read | SEEN.delivered | SEEN.bounced;

/** Those for which there is proof that the provider had them. By their ids alone: a join by itself reads whole partitions. */
export const proven = (items: readonly RpcIn<'status.proof'>[]): Statement => ({
  name: 'status.proven',
  text: `select d.tenant_id, d.id as delivery_id from unnest($1::text[], $2::uuid[]) as k(tenant_id, id)
    join deliveries d on d.id = k.id and d.tenant_id = k.tenant_id
    where d.id = any($2::uuid[]) and (d.sent <> 0 or d.seen & ${REACHED} <> 0)`,
  values: [items.map((i) => i.tenant_id), items.map((i) => i.delivery_id)],
});
