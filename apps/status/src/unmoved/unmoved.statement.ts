import type { RpcIn } from '#libs/contracts';
import { uuidv7Floor } from '#libs/kernel';
import type { Statement } from '#libs/persistence';

/** Oldest first. Ids carry the time of acceptance, so that no index by time is needed. */
export const unmoved = ({ priority, accepted_before, limit }: RpcIn<'status.unmoved'>): Statement => ({
  name: 'status.unmoved',
  text: `select tenant_id, notification_id, id as delivery_id from deliveries
    where status = 'ACCEPTED' and priority = $1 and id < $2::uuid order by id limit $3`,
  values: [priority, uuidv7Floor(Date.parse(accepted_before)), Math.min(limit, 5_000)],
});
