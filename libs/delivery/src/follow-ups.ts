/** What follows from a group of decisions, as outbox rows: what goes to one place at one time shares a row. */
import {
  cloudEventHeaders,
  deadLetterTopic,
  dispatchTopic,
  statusTopic,
  type CloudEventType,
  type DeadLetter,
  type DispatchRecord,
  type Priority,
  type StatusEvent,
  type StatusReason,
} from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import type { KafkaRecord, OutboxRowInput } from '#libs/messaging';
import type { Item } from './item.js';

export type EventFields = Pick<StatusEvent, 'kind' | 'attempt' | 'seq'> &
  Partial<Pick<StatusEvent, 'claimed_at' | 'due_at' | 'provider' | 'provider_message_id' | 'detail'>> & {
    readonly reason?: StatusReason | undefined;
  };

const LATE_AT_MOST_MS = 60_000;

/** What is due at nearly the same time leaves together: a twentieth of the wait, a tenth of a second at least, a minute at most. */
const bucketOf = (now: number, dueInMs: number): number => {
  const width = Math.min(LATE_AT_MOST_MS, Math.max(100, Math.ceil(dueInMs / 20)));
  return Math.ceil((now + dueInMs) / width) * width;
};

export class FollowUps {
  private readonly byPlace = new Map<string, { row: Omit<OutboxRowInput, 'records'>; records: KafkaRecord[] }>();
  private readonly at: string;

  constructor(
    /** The app that says it, as `/email`. */
    private readonly source: string,
    private readonly priority: Priority,
    private readonly now: number,
  ) {
    this.at = new Date(now).toISOString();
  }

  /** Nothing is told of what tells a producer something. */
  event(item: Item, fields: EventFields): void {
    const { dispatch } = item;
    if (dispatch.subscription_id !== undefined) return;
    const event: StatusEvent = {
      v: 1,
      event_id: uuidv7(this.now),
      kind: fields.kind,
      notification_id: dispatch.notification_id,
      delivery_id: dispatch.delivery_id,
      tenant_id: dispatch.tenant_id,
      channel: dispatch.channel,
      priority: dispatch.priority,
      attempt: fields.attempt,
      seq: fields.seq,
      at: this.at,
      user_id: dispatch.user_id,
      notification_type: dispatch.notification_type,
      metadata: dispatch.metadata,
      accepted_at: dispatch.timestamp,
      claimed_at: fields.claimed_at,
      reason: fields.reason,
      due_at: fields.due_at,
      provider: fields.provider,
      provider_message_id: fields.provider_message_id,
      detail: fields.detail,
    };
    this.add(
      statusTopic(dispatch.priority),
      undefined,
      this.envelope(item, 'carillon.status.v1', event.event_id, event),
    );
  }

  /** The record again, later: a retry, a check at a lease's end, the end of a hold. */
  again(item: Item, attempt: number, dueInMs: number): void {
    const record: DispatchRecord = { ...item.dispatch, attempt, delayed: true };
    const { channel, priority } = record;
    const envelope = this.envelope(item, 'carillon.dispatch.v1', uuidv7(this.now), record);
    this.add(dispatchTopic(channel, priority), bucketOf(this.now, dueInMs), envelope);
  }

  deadLetter(item: Item, id: string, reason: string): void {
    const letter: DeadLetter = { v: 1, dead_letter_id: id, reason, at: this.at, record: item.dispatch };
    const envelope = this.envelope(item, 'carillon.dead_letter.v1', id, letter);
    this.add(deadLetterTopic(item.dispatch.channel), undefined, envelope);
  }

  rows(): OutboxRowInput[] {
    return Array.from(this.byPlace.values(), ({ row, records }) => ({ ...row, records }));
  }

  private envelope({ record }: Item, type: CloudEventType, id: string, data: object): KafkaRecord {
    const { traceparent } = record.headers;
    const headers = cloudEventHeaders({ id, type, source: this.source, time: this.at, traceparent });
    return { key: record.key, value: JSON.stringify(data), headers };
  }

  private add(destination: string, due: number | undefined, record: KafkaRecord): void {
    const place = due === undefined ? destination : `${destination} ${due}`;
    const known = this.byPlace.get(place);
    if (known) known.records.push(record);
    else {
      const row = { destination, priority: this.priority, dueAt: due === undefined ? undefined : new Date(due) };
      this.byPlace.set(place, { row, records: [record] });
    }
  }
}
