import type { Channel, DeadLetterState, DeadLetterSummary, DispatchRecord } from '#libs/contracts';

export interface DeadLetterFound {
  readonly id: string;
  readonly reason: string;
  /** As it came from Kafka, where it was checked. */
  readonly record: DispatchRecord;
  readonly provider: string | null;
  readonly attempt: number;
  readonly claims: number;
  readonly last_attempt_at: Date | null;
  readonly at: Date;
  readonly state: DeadLetterState;
  readonly replayed_as: readonly string[];
  readonly closed_at: Date | null;
  readonly closed_by: string | null;
  readonly note: string | null;
}

export function summaryOf(row: DeadLetterFound, channel: Channel): DeadLetterSummary {
  const { record } = row;
  return {
    id: row.id,
    channel,
    delivery_id: record.delivery_id,
    notification_id: record.notification_id,
    notification_type: record.notification_type,
    priority: record.priority,
    user_id: record.user_id,
    test: record.test,
    reason: row.reason,
    provider: row.provider ?? undefined,
    attempts: row.attempt,
    unsettled_claims: row.claims,
    accepted_at: record.timestamp,
    last_attempt_at: row.last_attempt_at?.toISOString(),
    died_at: row.at.toISOString(),
    state: row.state,
    replay_of: record.replay_of,
    replayed_as: row.replayed_as,
    closed_at: row.closed_at?.toISOString(),
    closed_by: row.closed_by ?? undefined,
  };
}
