import type { InboundWord } from '../words/inbound-word.js';
import { optWord } from '../words/opt-words.js';

/** With Twilio's advanced opt-out it says itself what a message meant, by words that are set there. */
const BY_TYPE: Readonly<Record<string, InboundWord['word'] | undefined>> = { STOP: 'stop', START: 'start' };

/** undefined for every message that is not about wanting messages. HELP is answered by Twilio. */
export function readTwilioInbound(fields: URLSearchParams, now: number): InboundWord | undefined {
  const [messageId, from] = [fields.get('MessageSid'), fields.get('From')];
  const word = BY_TYPE[fields.get('OptOutType') ?? ''] ?? optWord(fields.get('Body') ?? '');
  if (!messageId || !from || !word) return undefined;
  return { provider: 'twilio', messageId, channel: 'sms', from, word, at: new Date(now).toISOString() };
}
