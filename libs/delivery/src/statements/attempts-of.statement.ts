import type { AttemptEntry } from '#libs/contracts';
import type { Statement } from '#libs/persistence';

export interface AttemptRow {
  readonly attempt: number;
  readonly claim: number;
  readonly event: string;
  readonly code: string | null;
  readonly provider: string | null;
  readonly provider_message_id: string | null;
  readonly detail: string | null;
  readonly at: Date;
}

/** Whatever may have been made more often than once or came to nothing, oldest first. */
export const attemptsOf = (tenantId: string, deliveryId: string): Statement => ({
  name: 'attempts.of',
  text: `select attempt, claim, event, code, provider, provider_message_id, detail, at from attempts
    where delivery_id = $2 and tenant_id = $1 order by attempt_id limit 200`,
  values: [tenantId, deliveryId],
});

export const attemptEntry = (row: AttemptRow): AttemptEntry => ({
  attempt: row.attempt,
  claim: row.claim,
  event: row.event,
  code: row.code ?? undefined,
  provider: row.provider ?? undefined,
  provider_message_id: row.provider_message_id ?? undefined,
  answer: row.detail ?? undefined,
  at: row.at.toISOString(),
});
