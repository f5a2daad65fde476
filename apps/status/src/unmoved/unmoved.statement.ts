import type { Priority } from '#libs/contracts';
import type { Statement } from '#libs/persistence';

export interface UnmovedRow {
  readonly tenant_id: string;
  readonly notification_id: string;
  readonly delivery_id: string;
}

/**
 * Oldest first, between two ids. Replays are not among them: whoever asks emits again from what was asked for, where they are not, and
 * many of them would hide the others.
 */
export const unmovedBetween = (priority: Priority, from: string, to: string, limit: number): Statement => ({
  name: 'status.unmoved_between',
  text: `select tenant_id, notification_id, id as delivery_id from deliveries
    where id >= $2::uuid and id < $3::uuid and status = 'ACCEPTED' and priority = $1
      and not exists (select from replay_links r where r.delivery_id = deliveries.id)
    order by id limit $4`,
  values: [priority, from, to, limit],
});
