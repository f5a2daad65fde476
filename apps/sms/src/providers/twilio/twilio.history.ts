/**
 * What Twilio's list of messages says of one in doubt. Its messages do not carry our ids (the address for callbacks is not told), so
 * they are known by number, time and text. Another delivery may have brought the same text to the same number within the same two
 * minutes; whoever it came to has it then, and a second copy would be one too many. That nothing was sent is certain only where the
 * list is complete, tells of nothing at all to this number at that time (Twilio may have changed a text on its way), and some time
 * has passed: everything else is `undefined`.
 */
import type { DoubtfulCall } from '#libs/delivery';

export interface ListedMessage {
  readonly body: string;
  readonly dateCreated: Date;
  /** `outbound-api`, `inbound`, … */
  readonly direction: string;
}

/** Twilio tells whole seconds, and its clock is not ours. */
const BEFORE_MS = 5_000;
/** Claim and call are seconds apart, a call takes as long as it may. */
const AFTER_MS = 120_000;
const CERTAIN_AFTER_MS = 10 * 60_000;

export function wasSent(
  { calledAt }: Pick<DoubtfulCall, 'calledAt'>,
  text: string,
  { messages, isComplete }: { readonly messages: readonly ListedMessage[]; readonly isComplete: boolean },
  now = Date.now(),
): boolean | undefined {
  const called = Date.parse(calledAt);
  const ofThatTime = messages.filter(({ dateCreated, direction }) => {
    const after = dateCreated.getTime() - called;
    return direction.startsWith('outbound') && after >= -BEFORE_MS && after <= AFTER_MS;
  });
  if (ofThatTime.some(({ body }) => body === text)) return true;
  return isComplete && ofThatTime.length === 0 && now - called >= CERTAIN_AFTER_MS ? false : undefined;
}
