/**
 * How most deliveries end: the first attempt went out, and there is no more to say of it. That stands in the delivery's own row, and not
 * in a row of the history: for each delivery Postgres has one row less to write, and one index.
 */
import type { StatusEvent } from '#libs/contracts';
import type { HistoryRow } from './find-notifications.statement.js';

const FIRST = 1;

type Told = Pick<StatusEvent, 'kind' | 'at' | 'claimed_at' | 'provider' | 'provider_message_id' | 'detail'>;

/** An attempt has one settlement, which is told by one event: nothing else can be meant for the same place. */
export const isFirstSettlement = ({ kind, attempt, claimed_at, reason, due_at }: StatusEvent): boolean =>
  (kind === 'sent' || kind === 'delivered') &&
  attempt === FIRST &&
  claimed_at !== undefined &&
  reason === undefined &&
  due_at === undefined;

export const writeFirstSettlement = (event: StatusEvent): string => {
  const { kind, at, claimed_at, provider, provider_message_id, detail } = event;
  return JSON.stringify({ kind, at, claimed_at, provider, provider_message_id, detail } satisfies Told);
};

/** As if it came from the history. */
export function readFirstSettlement(deliveryId: string, written: string): HistoryRow {
  const { kind, at, claimed_at, provider, provider_message_id, detail } = JSON.parse(written) as Told;
  return {
    delivery_id: deliveryId,
    kind,
    attempt: FIRST,
    at: new Date(at),
    claimed_at: claimed_at === undefined ? null : new Date(claimed_at),
    due_at: null,
    reason: null,
    provider: provider ?? null,
    provider_message_id: provider_message_id ?? null,
    detail: detail ?? null,
  };
}
