import type { NotificationType, Scope, TestMode } from '#libs/contracts';
import { checkSafely, problems, type FieldProblem, type Problem } from '#libs/http';
import { missingScope } from '../../access/refusal.js';
import { stepComplaints } from '../../notification-types/escalation-steps.js';
import { hintFor } from '../../notification-types/near-names.js';
import { priorityOf } from '../../notification-types/priority-of.js';
import type { Types } from '../../notification-types/type-catalog.js';
import { bodyHash } from '../idempotency/body-hash.js';
import type { IdempotencyKey, IntakeEntry, IntakeItem } from '../intake/intake-item.js';
import { keyOfPart, keyOfTest } from '../idempotency/key-of-part.js';
import { isBroadcast, notificationRequest, type NotificationRequest } from './notification-request.js';

export const BROADCAST: Scope = 'notifications:broadcast';

/** What is the same for all notifications of one HTTP request. */
export interface RequestContext {
  readonly tenantId: string;
  readonly types: Types;
  readonly traceparent: string;
  /** Sent with a test key. */
  readonly test?: TestMode | undefined;
  /** May send to everybody who has joined a topic. */
  readonly mayBroadcast?: boolean;
}

/** A body that was read: its items (several with user_ids), or why not. */
export type ReadRequest =
  | { readonly ok: true; readonly entries: readonly IntakeEntry[]; readonly many: boolean }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Checks one request and fills in its type's defaults. What is refused although its key could be read becomes an entry
 * all the same: the same key then gets the same refusal again.
 */
export function readRequest(body: unknown, context: RequestContext, givenKey?: string): ReadRequest {
  const key = keyOf(body, givenKey);
  if (typeof key === 'object') return { ok: false, problem: problems.invalidRequest([key]) };
  const storedKey = key !== undefined && context.test ? keyOfTest(key) : key;
  const idempotency = storedKey === undefined ? undefined : { key: storedKey, bodyHash: bodyHash(body as object) };
  const checked = checkSafely(notificationRequest, body);
  if (!checked.ok) return refuse(checked.errors, context, idempotency);
  const type = context.types.get(checked.value.notification_type);
  if (!type) return refuse([unknownType(checked.value.notification_type, context.types)], context, idempotency);
  // Not remembered under its key: the scope may be given to the client a moment later.
  if (isBroadcast(checked.value) && !context.mayBroadcast) return { ok: false, problem: missingScope(BROADCAST) };
  const tooLate = stepsAfterItsTime(checked.value, type);
  if (tooLate.length > 0) return refuse(tooLate, context, idempotency);
  return { ok: true, entries: itemsOf(checked.value, type, context, idempotency), many: !!checked.value.user_ids };
}

const VALID_KEY = /^[\x20-\x7e]{1,255}$/;

/** The key of header and body, which must agree. */
function keyOf(body: unknown, givenKey: string | undefined): string | undefined | FieldProblem {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const own = (body as { idempotency_key?: unknown }).idempotency_key;
  if (typeof own !== 'string' || !VALID_KEY.test(own)) return givenKey;
  if (givenKey === undefined || givenKey === own) return own;
  return { pointer: '/idempotency_key', detail: 'differs from the Idempotency-Key header' };
}

function refuse(errors: readonly FieldProblem[], context: RequestContext, idempotency?: IdempotencyKey): ReadRequest {
  const problem = problems.invalidRequest(errors);
  if (!idempotency) return { ok: false, problem };
  const entry = { tenantId: context.tenantId, priority: 'medium' as const, idempotency, refused: problem };
  return { ok: true, entries: [entry], many: false };
}

const unknownType = (name: string, types: Types): FieldProblem => ({
  pointer: '/notification_type',
  detail: `there is no type ${JSON.stringify(name)}; ${hintFor(name, [...types.keys()])}`,
});

const stepsAfterItsTime = ({ escalation }: NotificationRequest, { ttl_seconds }: NotificationType): FieldProblem[] =>
  stepComplaints(escalation ?? [], ttl_seconds).map(({ step, message }) => ({
    pointer: `/escalation/${step}/after_seconds`,
    detail: message,
  }));

function itemsOf(
  request: NotificationRequest,
  type: NotificationType,
  { tenantId, traceparent, test }: RequestContext,
  idempotency: IdempotencyKey | undefined,
): IntakeItem[] {
  const steps = request.escalation ?? type.escalation;
  const shared = {
    tenantId,
    type,
    priority: request.priority ?? priorityOf(type, request),
    channels: request.channels ? [...new Set(request.channels)] : type.channels,
    content: request.content,
    metadata: request.metadata,
    escalation: steps.length > 0 ? steps : undefined,
    traceparent,
    test,
  };
  if (request.to) return [{ ...shared, recipient: { kind: 'inline', to: request.to }, idempotency }];
  if (request.user_id !== undefined)
    return [{ ...shared, recipient: { kind: 'user', userId: request.user_id }, idempotency }];
  return (request.user_ids ?? []).map((userId, index) => ({
    ...shared,
    recipient: { kind: 'user', userId },
    idempotency: idempotency && { ...idempotency, key: keyOfPart(idempotency.key, index) },
  }));
}
