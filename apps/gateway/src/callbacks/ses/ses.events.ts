import { untagged, type StatusEvent, type SuppressionReason } from '#libs/contracts';
import type { CallbackEvent, HeardOfAddress } from '../callback-event.js';
import { carriedIn } from '../carried.js';
import { textOf } from '../clean-text.js';

type Fields = Readonly<Record<string, unknown>>;

interface Said {
  readonly kind: StatusEvent['kind'];
  readonly suppress?: SuppressionReason;
  readonly reason?: string;
  readonly detail?: string | undefined;
}

interface Kind {
  /** Where the particulars of such an event lie. */
  readonly in: string;
  readonly says: (particulars: Fields) => Said | undefined;
}

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const first = (value: unknown): unknown => (Array.isArray(value) ? (value as unknown[])[0] : undefined);

/** By `eventType` of a configuration set, or `notificationType` of an identity; what is missing changes nothing. */
const KINDS: Readonly<Record<string, Kind>> = {
  Send: { in: 'send', says: () => ({ kind: 'sent' }) },
  Delivery: { in: 'delivery', says: ({ smtpResponse }) => ({ kind: 'delivered', detail: textOf(smtpResponse) }) },
  Open: { in: 'open', says: () => ({ kind: 'opened' }) },
  Click: { in: 'click', says: () => ({ kind: 'clicked' }) },
  Bounce: { in: 'bounce', says: bounce },
  Complaint: { in: 'complaint', says: complaint },
  Reject: { in: 'reject', says: ({ reason }) => ({ kind: 'failed', reason: 'rejected', detail: textOf(reason) }) },
  'Rendering Failure': {
    in: 'failure',
    says: ({ errorMessage }) => ({ kind: 'failed', reason: 'rendering_failure', detail: textOf(errorMessage) }),
  },
  Subscription: { in: 'subscription', says: subscription },
};

/** Only what is permanent is the address's end; `Undetermined` is not known to be. */
function bounce({ bounceType, bounceSubType, bouncedRecipients }: Fields): Said {
  const { status, diagnosticCode } = fieldsOf(first(bouncedRecipients));
  const words = [bounceType, bounceSubType, status].filter((one): one is string => typeof one === 'string');
  const said = { reason: ['bounce', ...words].join(' '), detail: textOf(diagnosticCode) };
  return bounceType === 'Permanent'
    ? { kind: 'bounced', suppress: 'hard_bounce', ...said }
    : { kind: 'failed', ...said };
}

/** Someone may take their complaint back, which says that the mail came. */
function complaint({ complaintFeedbackType }: Fields): Said {
  return complaintFeedbackType === 'not-spam'
    ? { kind: 'delivered', reason: 'not_spam' }
    : { kind: 'complained', suppress: 'complaint', reason: textOf(complaintFeedbackType) ?? 'complaint' };
}

function subscription({ newTopicPreferences }: Fields): Said | undefined {
  const all = fieldsOf(newTopicPreferences).unsubscribeAll === true;
  return all ? { kind: 'unsubscribed', suppress: 'stop', reason: 'unsubscribe' } : undefined;
}

/** undefined for what is not about a mail of ours, and for what changes nothing. Each mail of ours has one recipient. */
export function readSesEvent(message: unknown): CallbackEvent | undefined {
  const event = fieldsOf(message);
  const type = textOf(event.eventType) ?? textOf(event.notificationType) ?? '';
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (!kind) return undefined;
  const mail = fieldsOf(event.mail);
  const particulars = fieldsOf(event[kind.in]);
  const said = kind.says(particulars);
  const messageId = textOf(mail.messageId);
  const at = timeOf(particulars.timestamp) ?? timeOf(mail.timestamp);
  const carried = carriedIn(tagsOf(mail.tags));
  if (!said || !carried || !messageId || at === undefined) return undefined;
  return {
    provider: 'ses',
    uniqueName: `${messageId} ${type} ${textOf(particulars.feedbackId) ?? at}`,
    kind: said.kind,
    ...carried,
    at,
    providerMessageId: messageId,
    reason: said.reason,
    detail: said.detail,
    heard: heardOf(said.suppress, addressIn(particulars) ?? textOf(first(mail.destination))),
  };
}

/** A tag may have several values; ours have one. */
const tagsOf = (tags: unknown): Fields =>
  Object.fromEntries(Object.entries(fieldsOf(tags)).map(([name, values]) => [name, tagOf(first(values))]));

const tagOf = (value: unknown): unknown => (typeof value === 'string' ? untagged(value) : value);

const addressIn = ({ bouncedRecipients, complainedRecipients }: Fields): string | undefined =>
  textOf(fieldsOf(first(bouncedRecipients ?? complainedRecipients)).emailAddress);

const heardOf = (reason: SuppressionReason | undefined, address: string | undefined): HeardOfAddress | undefined =>
  reason && address !== undefined ? { channel: 'email', address: bare(address), word: 'suppress', reason } : undefined;

/** A bounce may name its recipient as `Ada <ada@example.com>`. */
const bare = (address: string): string => /<([^<>]+)>\s*$/.exec(address)?.[1] ?? address;

function timeOf(value: unknown): string | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) || time < 0 || time > 9_999_999_999_999 ? undefined : new Date(time).toISOString();
}
