/**
 * What SendGrid's Email Activity says it has: https://www.twilio.com/docs/sendgrid/api-reference/email-activity. It is an add-on with a
 * scope of its own, takes six requests a minute, and follows the mails by some minutes; a key that may not see it is told of no
 * messages instead of being refused. So that nothing was found is certain only from a key that does see mails of ours, some time
 * after the call, and not so late that the mail would have been forgotten.
 */
import type { DoubtfulCall } from '#libs/delivery';

/** Of the six in a minute one is for whether we see anything at all, and one is left to people. */
export const MOST_ASKED = 4;

const VISIBLE_AFTER_MS = 10 * 60_000;
const FORGOTTEN_AFTER_MS = 2 * 86_400_000;

export interface ActivityAnswer {
  readonly status: number;
  readonly body: unknown;
}

export const queryFor = ({ deliveryId }: DoubtfulCall): string => `unique_args['delivery_id']="${deliveryId}"`;

/** Every mail of ours has it. */
export const OUR_MAILS = `unique_args['channel']="email"`;

/** How many it told of, of one at most; undefined: it did not say. */
export function toldOf({ status, body }: ActivityAnswer): number | undefined {
  const messages = typeof body === 'object' && body !== null ? (body as { messages?: unknown }).messages : undefined;
  return status === 200 && Array.isArray(messages) ? messages.length : undefined;
}

export function canBeCertain({ calledAt }: DoubtfulCall, now = Date.now()): boolean {
  const age = now - Date.parse(calledAt);
  return age >= VISIBLE_AFTER_MS && age <= FORGOTTEN_AFTER_MS;
}
