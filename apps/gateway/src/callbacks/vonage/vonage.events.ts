import type { StatusEvent } from '#libs/contracts';
import type { CallbackEvent, HeardOfAddress } from '../callback-event.js';
import { carriedInReference } from '../carried.js';
import type { InboundWord } from '../words/inbound-word.js';
import { optWord } from '../words/opt-words.js';
import type { VonageFields } from './vonage.fields.js';

const KINDS: Readonly<Record<string, StatusEvent['kind'] | undefined>> = {
  accepted: 'sent',
  buffered: 'sent',
  delivered: 'delivered',
  expired: 'failed',
  failed: 'failed',
  rejected: 'failed',
};

/** [R] "Messaging Opted-out Numbers": it is taken, and refused by a receipt, since the recipient wants nothing from this sender. */
const OPTED_OUT = '9';

/** undefined for a status that changes nothing, and for what is not about a message of ours. */
export function readVonageReceipt(fields: VonageFields, now: number): CallbackEvent | undefined {
  const { messageId, status = '' } = fields;
  const kind = Object.hasOwn(KINDS, status) ? KINDS[status] : undefined;
  const carried = carriedInReference(fields['client-ref'], 'sms');
  if (!carried || !kind || !messageId) return undefined;
  const code = fields['err-code'];
  return {
    provider: 'vonage',
    uniqueName: `${messageId} ${status}`,
    kind,
    ...carried,
    at: timeOf(fields, now),
    providerMessageId: messageId,
    reason: kind === 'failed' ? `${status}${code === undefined ? '' : ` ${code}`}` : undefined,
    heard: kind === 'failed' && code === OPTED_OUT && fields.msisdn ? optedOut(fields.msisdn) : undefined,
  };
}

const optedOut = (msisdn: string): HeardOfAddress => ({
  channel: 'sms',
  address: `+${msisdn}`,
  word: 'suppress',
  reason: 'stop',
});

/** undefined for every message that is not about wanting messages. */
export function readVonageInbound(fields: VonageFields, now: number): InboundWord | undefined {
  const { messageId, msisdn } = fields;
  const word = optWord(fields.text ?? '') ?? optWord(fields.keyword ?? '');
  if (!messageId || !msisdn || !word) return undefined;
  return { provider: 'vonage', messageId, channel: 'sms', from: `+${msisdn}`, word, at: timeOf(fields, now) };
}

const STAMP = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/;

/** `2026-01-31 12:00:00`, which is UTC; without one, now is near enough. */
function timeOf(fields: VonageFields, now: number): string {
  const [, day, time] = STAMP.exec(fields['message-timestamp'] ?? '') ?? [];
  const at = Date.parse(`${day}T${time}Z`);
  return new Date(Number.isNaN(at) ? now : Math.min(at, now)).toISOString();
}
