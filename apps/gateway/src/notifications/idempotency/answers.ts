import { inWords } from '#libs/consent';
import { problems, type Problem } from '#libs/http';
import { isEnd, notificationStatus } from '#libs/kernel';
import type { Accepted, AcceptedDelivery, IntakeResult } from '../intake/intake-item.js';
import type { Intent, StoredDelivery } from '../intake/intent.js';
import type { FoundKey } from './idempotency.statements.js';

function acceptedDelivery(
  { id, channel, status, reason, due_at }: StoredDelivery,
  { type, category }: Intent,
): AcceptedDelivery {
  if (reason === undefined) return { id, channel, status };
  return { id, channel, status, reason, why: inWords(reason, { channel, type, category, dueAt: due_at }), due_at };
}

/** The body of the 202, as it follows from the intent. */
export function acceptedOf(id: string, intent: Intent): Accepted {
  const deliveries = intent.deliveries.map((delivery) => acceptedDelivery(delivery, intent));
  const status = notificationStatus(intent.deliveries.map((delivery) => delivery.status));
  const held = isEnd(status) ? undefined : deliveries.find((delivery) => delivery.status === 'SCHEDULED');
  return status === 'SCHEDULED' && held
    ? { id, test: intent.test, status, reason: held.reason, why: held.why, due_at: held.due_at, deliveries }
    : { id, test: intent.test, status, deliveries };
}

export const refused = (problem: Problem, replayed = false): IntakeResult => ({
  ok: false,
  problem: problem.document(),
  headers: problem.headers,
  replayed,
});

/** What a key that is in the store answers to a request with this body. */
export function replay(found: FoundKey, bodyHash: string): IntakeResult {
  if (found.body_hash !== bodyHash) return refused(otherBody());
  if (found.answer && 'problem' in found.answer) return { ok: false, problem: found.answer.problem, replayed: true };
  if (found.answer) return { ok: true, accepted: found.answer.accepted, replayed: true };
  if (found.intent === null || found.notification_id === null) return refused(forgotten());
  return { ok: true, accepted: acceptedOf(found.notification_id, found.intent), replayed: true };
}

export const otherBody = (): Problem =>
  problems.unprocessable(
    'idempotency_key_reused',
    'This idempotency key came with another body before',
    'Use a new key for a new request',
  );

export const stillRunning = (): Problem =>
  problems.conflict(
    'idempotency_key_in_use',
    'The first request with this idempotency key is still running',
    'Ask again in a moment',
    { 'retry-after': '1' },
  );

const forgotten = (): Problem =>
  problems.conflict('idempotency_key_expired', 'What this key stored is gone', 'Use a new key');
