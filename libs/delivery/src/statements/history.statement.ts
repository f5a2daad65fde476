import type { DispatchRecord } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import type { Statement } from '#libs/persistence';
import type { Item } from '../item.js';
import type { ClaimParts } from '../ports.js';
import type { AttemptEvent } from '../settlement.js';

export interface AttemptNote {
  readonly item: Item;
  readonly attempt: number;
  readonly claim: number;
  readonly event: AttemptEvent;
  readonly code: string;
  /** What the provider said, masked. */
  readonly detail?: string | undefined;
  readonly providerMessageId?: string | undefined;
}

export const insertAttempts = (
  notes: readonly AttemptNote[],
  { account, provider }: Pick<ClaimParts, 'account' | 'provider'>,
): Statement => ({
  name: 'attempts.insert',
  text: `insert into attempts
      (attempt_id, delivery_id, tenant_id, attempt, claim, event, code, provider, provider_message_id, detail, account)
    select i, d, t, a, c, e, x, $9, m, w, $11 from unnest($1::uuid[], $2::uuid[], $3::text[], $4::smallint[], $5::smallint[],
      $6::text[], $7::text[], $8::text[], $10::text[]) u(i, d, t, a, c, e, x, m, w)`,
  values: [
    notes.map(() => uuidv7()),
    notes.map((n) => n.item.deliveryId),
    notes.map((n) => n.item.dispatch.tenant_id),
    notes.map((n) => n.attempt),
    notes.map((n) => n.claim),
    notes.map((n) => n.event),
    notes.map((n) => n.code),
    notes.map((n) => n.providerMessageId),
    provider.name,
    notes.map((n) => n.detail),
    account.id,
  ],
});

export interface DeadLetterRow {
  readonly id: string;
  readonly reason: string;
  readonly record: DispatchRecord;
}

export const insertDeadLetters = (rows: readonly DeadLetterRow[]): Statement => ({
  name: 'dead_letters.insert',
  text: `insert into dead_letters (dead_letter_id, delivery_id, tenant_id, notification_id, reason, record)
    select i, d, t, n, x, r from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::json[])
      u(i, d, t, n, x, r)`,
  values: [
    rows.map((r) => r.id),
    rows.map((r) => r.record.delivery_id),
    rows.map((r) => r.record.tenant_id),
    rows.map((r) => r.record.notification_id),
    rows.map((r) => r.reason),
    rows.map((r) => JSON.stringify(r.record)),
  ],
});

/** A late success: the letter needs no one's care any more. */
export const resolveDeadLetters = (deliveryIds: readonly string[]): Statement => ({
  name: 'dead_letters.resolve',
  text: 'update dead_letters set resolved_at = now() where delivery_id = any($1::uuid[]) and resolved_at is null',
  values: [deliveryIds],
});
