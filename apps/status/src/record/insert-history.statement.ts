import type { StatusEvent } from '#libs/contracts';
import type { Statement } from '#libs/persistence';
import { isFirstSettlement } from '../find/first-settlement.js';
import { byText } from './fold-deliveries.js';

const TEXT = `
  insert into history (delivery_id, event_id, tenant_id, kind, attempt, seq, at, claimed_at, due_at, reason, provider,
    provider_message_id, detail)
  select unnest($1::uuid[]), unnest($2::uuid[]), unnest($3::text[]), unnest($4::text[]), unnest($5::int[]),
    unnest($6::int[]), unnest($7::timestamptz[]), unnest($8::timestamptz[]), unnest($9::timestamptz[]),
    unnest($10::text[]), unnest($11::text[]), unnest($12::text[]), unnest($13::text[])
  on conflict do nothing`;

const inKeyOrder = (a: StatusEvent, b: StatusEvent): number =>
  byText(a.delivery_id, b.delivery_id) || byText(a.event_id, b.event_id);

/** Its delivery's row tells when it was accepted, and the timeline shows it: no row of its own for what is always the same. */
const isPlainAcceptance = ({ kind, at, accepted_at, reason, detail }: StatusEvent): boolean =>
  kind === 'accepted' && at === accepted_at && reason === undefined && detail === undefined;

const isKnownByDelivery = (event: StatusEvent): boolean => isPlainAcceptance(event) || isFirstSettlement(event);

/** Every event as it came, once, if it says more than its delivery's row. */
export function insertHistory(events: readonly StatusEvent[]): Statement | undefined {
  const sorted = events.filter((event) => !isKnownByDelivery(event)).sort(inKeyOrder);
  if (sorted.length === 0) return undefined;
  const column = <T>(pick: (event: StatusEvent) => T): T[] => sorted.map(pick);
  return {
    name: 'status.insert_history',
    text: TEXT,
    values: [
      column((e) => e.delivery_id),
      column((e) => e.event_id),
      column((e) => e.tenant_id),
      column((e) => e.kind),
      column((e) => e.attempt),
      column((e) => e.seq),
      column((e) => e.at),
      column((e) => e.claimed_at),
      column((e) => e.due_at),
      column((e) => e.reason),
      column((e) => e.provider),
      column((e) => e.provider_message_id),
      column((e) => e.detail),
    ],
  };
}
