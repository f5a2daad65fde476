import type { StatusEvent, SuppressionReason } from '#libs/contracts';
import type { CallbackEvent, HeardOfAddress } from '../callback-event.js';
import { carriedIn } from '../carried.js';
import { textOf } from '../clean-text.js';

/** What one event says: of the delivery, and of the address. */
interface Said {
  readonly kind?: StatusEvent['kind'];
  readonly heard?: { readonly word: 'suppress'; readonly reason: SuppressionReason } | { readonly word: 'lift' };
  /** Why, where it is bad news. */
  readonly reason?: string;
}

type Fields = Readonly<Record<string, unknown>>;

const suppress = (reason: SuppressionReason) => ({ word: 'suppress', reason }) as const;

/** SendGrid keeps a list of its own, and drops what goes to an address on it. */
const DROPPED: Readonly<Record<string, SuppressionReason>> = {
  'bounced address': 'hard_bounce',
  'spam reporting address': 'complaint',
  'unsubscribed address': 'stop',
};

const SAYS: Readonly<Record<string, (event: Fields) => Said>> = {
  delivered: () => ({ kind: 'delivered' }),
  open: () => ({ kind: 'opened' }),
  click: () => ({ kind: 'clicked' }),
  bounce: (event) => {
    const reason = `bounce${typeof event.status === 'string' ? ` ${event.status}` : ''}`;
    return isSoft(event) ? { kind: 'failed', reason } : { kind: 'bounced', heard: suppress('hard_bounce'), reason };
  },
  dropped: ({ reason }) => {
    const known = DROPPED[(textOf(reason) ?? '').toLowerCase()];
    return { kind: 'failed', reason: 'dropped', ...(known && { heard: suppress(known) }) };
  },
  spamreport: () => ({ kind: 'complained', heard: suppress('complaint') }),
  unsubscribe: () => ({ kind: 'unsubscribed', reason: 'unsubscribe', heard: suppress('stop') }),
  group_unsubscribe: () => ({ kind: 'unsubscribed', reason: 'group_unsubscribe', heard: suppress('stop') }),
  group_resubscribe: () => ({ heard: { word: 'lift' } }),
};

/** `blocked`, or a code of the fourth class: the receiving server's no for now, not the address's end. */
const isSoft = ({ type, status }: Fields): boolean =>
  type === 'blocked' || (typeof status === 'string' && status.startsWith('4'));

/**
 * What the events say of our deliveries; what is not about one, or changes nothing, is left out. The custom args of the mail lie
 * beside SendGrid's own fields. Read by hand: 500 of them come at once, and a schema takes longer than all else.
 */
export const readSendgridEvents = (body: readonly unknown[]): CallbackEvent[] =>
  body.flatMap((one) => (typeof one === 'object' && one !== null ? (callbackEvent(one as Fields) ?? []) : []));

function callbackEvent(event: Fields): CallbackEvent | undefined {
  const says = typeof event.event === 'string' && Object.hasOwn(SAYS, event.event) ? SAYS[event.event] : undefined;
  const carried = says && carriedIn(event);
  const uniqueName = textOf(event.sg_event_id);
  const at = timeOf(event.timestamp);
  if (!carried || !uniqueName || at === undefined) return undefined;
  const { kind, heard, reason } = says(event);
  return {
    provider: 'sendgrid',
    uniqueName,
    kind,
    ...carried,
    at,
    providerMessageId: textOf(event.sg_message_id)?.split('.', 1)[0],
    reason,
    detail: textOf(event.reason) ?? textOf(event.response),
    heard: heard && typeof event.email === 'string' ? heardOf(heard, event.email) : undefined,
  };
}

const heardOf = (heard: NonNullable<Said['heard']>, address: string): HeardOfAddress => ({
  ...heard,
  channel: 'email',
  address,
});

const MOST_SECONDS = 9_999_999_999;

const timeOf = (seconds: unknown): string | undefined =>
  typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 0 && seconds <= MOST_SECONDS
    ? new Date(seconds * 1000).toISOString()
    : undefined;
