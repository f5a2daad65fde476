import { cloudEventHeaders, dispatchTopic, type DispatchRecord, type Priority } from '#libs/contracts';
import { hashKey } from '#libs/kernel';
import type { KafkaRecord, OutboxRowInput } from '#libs/messaging';
import type { Vault } from '#libs/vault';
import { EVENT_TYPE } from './event-body.js';
import type { Telling } from './match-events.js';

/** What is told of critical notifications is urgent itself; all else gives way to what goes to people. */
const priorityOf = (critical: boolean): Priority => (critical ? 'critical' : 'low');

/** A dispatch to the webhook channel for each event: one row of the outbox a lane. */
export function eventRows(vault: Pick<Vault, 'seal'>, tellings: readonly Telling[]): OutboxRowInput[] {
  const byPriority = Map.groupBy(tellings, ({ event }) => priorityOf(event.critical));
  return Array.from(byPriority, ([priority, group]) => ({
    destination: dispatchTopic('webhook', priority),
    priority,
    records: group.map((telling) => recordOf(vault, telling, priority)),
  }));
}

function recordOf(vault: Pick<Vault, 'seal'>, { subscription, event }: Telling, priority: Priority): KafkaRecord {
  const { tenant_id, id, at } = event;
  const record: DispatchRecord = {
    v: 1,
    notification_id: event.notification_id ?? id,
    delivery_id: id,
    tenant_id,
    notification_type: EVENT_TYPE,
    channel: 'webhook',
    priority,
    attempt: 1,
    target: subscription.target,
    content: vault.seal(tenant_id, JSON.stringify({ title: EVENT_TYPE, body: event.body })),
    when_in_doubt: 'resend',
    timestamp: at,
    replay_of: event.replay_of ?? undefined,
    subscription_id: subscription.id,
  };
  const headers = cloudEventHeaders({ id, type: 'carillon.dispatch.v1', source: '/status', time: at });
  return { key: hashKey(tenant_id, subscription.id), value: JSON.stringify(record), headers };
}
