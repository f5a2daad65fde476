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
import { hashKey, uuidv7 } from '#libs/kernel';
import type { ConsumedRecord, KafkaRecord, OutboxRowInput } from '#libs/messaging';

export type EventFields = Pick<StatusEvent, 'kind' | 'attempt' | 'seq'> &
  Partial<Pick<StatusEvent, 'claimed_at' | 'due_at' | 'provider' | 'provider_message_id' | 'detail'>> & {
    readonly reason?: StatusReason | undefined;
  };

/** A delivery that something follows for: one on its way, or one that a person has taken from where it lay. */
export interface Subject {
  readonly dispatch: DispatchRecord;
  readonly record: Pick<ConsumedRecord, 'key' | 'headers'>;
}

export const subjectOf = (dispatch: DispatchRecord): Subject => ({
  dispatch,
  record: { key: hashKey(dispatch.tenant_id, dispatch.user_id ?? dispatch.notification_id), headers: {} },
});

const LATE_AT_MOST_MS = 60_000;

/** What somebody has said when to come for. */
const ON_TIME_MS = 250;

/** What is due at nearly the same time leaves together: a twentieth of the wait, a tenth of a second at least, a minute at most. */
const bucketOf = (now: number, dueInMs: number, most: number): number => {
  const width = Math.min(most, Math.max(100, Math.ceil(dueInMs / 20)));
  return Math.ceil((now + dueInMs) / width) * width;
};

export interface Again {
  /** Accounts to be avoided and how often it failed over, in the place of what the record says. */
  readonly routed?: Partial<Pick<DispatchRecord, 'avoid' | 'failed_over'>> | undefined;
  /** Within a quarter of a second, however far away that is. */
  readonly isOnTime?: boolean | undefined;
  /** What it waits for, a pause or a station that takes nothing: it comes sooner when that ends. */
  readonly heldBy?: string | undefined;
}

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
  event(item: Subject, fields: EventFields): void {
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
      replay_of: dispatch.replay_of,
      test: dispatch.test,
    };
    this.add(
      statusTopic(dispatch.priority),
      undefined,
      this.envelope(item, 'carillon.status.v1', event.event_id, event),
    );
  }

  /** The record as it is, at once. */
  send(item: Subject): void {
    const { channel, priority } = item.dispatch;
    const envelope = this.envelope(item, 'carillon.dispatch.v1', uuidv7(this.now), item.dispatch);
    this.add(dispatchTopic(channel, priority), undefined, envelope);
  }

  /** The record again: a retry, a check at a lease's end, the end of a hold. At 0 it leaves with the commit. */
  again(item: Subject, attempt: number, dueInMs: number, { routed, isOnTime, heldBy }: Again = {}): void {
    const record: DispatchRecord = { ...item.dispatch, ...routed, attempt, delayed: true };
    const { channel, priority } = record;
    const envelope = this.envelope(item, 'carillon.dispatch.v1', uuidv7(this.now), record);
    const due = dueInMs > 0 ? bucketOf(this.now, dueInMs, isOnTime ? ON_TIME_MS : LATE_AT_MOST_MS) : undefined;
    this.add(dispatchTopic(channel, priority), due, envelope, heldBy);
  }

  deadLetter(item: Subject, id: string, reason: string): void {
    const letter: DeadLetter = { v: 1, dead_letter_id: id, reason, at: this.at, record: item.dispatch };
    const envelope = this.envelope(item, 'carillon.dead_letter.v1', id, letter);
    this.add(deadLetterTopic(item.dispatch.channel), undefined, envelope);
  }

  rows(): OutboxRowInput[] {
    return Array.from(this.byPlace.values(), ({ row, records }) => ({ ...row, records }));
  }

  private envelope({ record }: Subject, type: CloudEventType, id: string, data: object): KafkaRecord {
    const { traceparent } = record.headers;
    const headers = cloudEventHeaders({ id, type, source: this.source, time: this.at, traceparent });
    return { key: record.key, value: JSON.stringify(data), headers };
  }

  private add(destination: string, due: number | undefined, record: KafkaRecord, heldBy?: string): void {
    const place = due === undefined ? destination : `${destination} ${due} ${heldBy ?? ''}`;
    const known = this.byPlace.get(place);
    if (known) known.records.push(record);
    else {
      const dueAt = due === undefined ? undefined : new Date(due);
      const row = { destination, priority: this.priority, dueAt, heldBy };
      this.byPlace.set(place, { row, records: [record] });
    }
  }
}
