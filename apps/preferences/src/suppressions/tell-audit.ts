/** The audit lies with the gateway: it is told of a change by a row of the outbox that the change's own transaction writes. */
import type { ChangedBy, ChangeElsewhere, RpcIn } from '#libs/contracts';
import type { KafkaRecord, LocalHandler, OutboxRowInput } from '#libs/messaging';
import type { RpcClient } from '#libs/rpc';

/** The row's destination, without `local:`. */
export const TELL_AUDIT = 'tell-audit';

/** Something that was changed for somebody. */
export interface ChangedFor {
  readonly tenant_id: string;
  readonly by?: ChangedBy | undefined;
  /** Of what was changed. */
  readonly id: string;
}

/** One event for each request, however many things it changed. */
export function auditRows(changed: readonly ChangedFor[]): OutboxRowInput[] {
  const requests = new Map<string, { first: ChangedFor; by: ChangedBy; count: number }>();
  for (const one of changed) {
    if (!one.by) continue;
    const known = requests.get(one.by.id);
    if (known) known.count += 1;
    else requests.set(one.by.id, { first: one, by: one.by, count: 1 });
  }
  if (requests.size === 0) return [];
  const records = [...requests.values()].map(({ first: { tenant_id, id }, by, count }): KafkaRecord => {
    const what = count === 1 ? { target: id } : { details: { suppressions: count } };
    return { key: null, value: JSON.stringify({ ...by, tenant_id, ...what } satisfies ChangeElsewhere) };
  });
  return [{ destination: `local:${TELL_AUDIT}`, priority: 'low', records }];
}

/** Handles what `auditRows` left, until the gateway has it: to be told twice is no harm. */
export const tellAudit =
  (gateway: Pick<RpcClient, 'call'>): LocalHandler =>
  async (records) => {
    const items = records.map(({ value }) => JSON.parse(value) as RpcIn<'gateway.audit'>);
    await gateway.call('gateway.audit', { items });
  };
