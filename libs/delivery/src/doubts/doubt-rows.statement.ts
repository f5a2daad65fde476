import type { DispatchRecord } from '#libs/contracts';
import type { Statement } from '#libs/persistence';

/** In the transaction in which they come to be in doubt. */
export const noteDoubts = (records: readonly DispatchRecord[]): Statement => ({
  name: 'doubts.note',
  text: `insert into doubts (delivery_id, tenant_id, record)
    select * from unnest($1::uuid[], $2::text[], $3::json[]) on conflict (delivery_id) do nothing`,
  values: [records.map((r) => r.delivery_id), records.map((r) => r.tenant_id), records.map((r) => JSON.stringify(r))],
});

/** It is known at last, or decided. */
export const forgetDoubts = (deliveryIds: readonly string[]): Statement => ({
  name: 'doubts.forget',
  text: 'delete from doubts where delivery_id = any($1::uuid[])',
  values: [deliveryIds],
});
