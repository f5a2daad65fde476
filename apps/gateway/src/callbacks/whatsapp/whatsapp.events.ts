import type { StatusEvent } from '#libs/contracts';
import type { CallbackEvent, HeardOfAddress } from '../callback-event.js';
import { carriedInReference } from '../carried.js';
import { textOf } from '../clean-text.js';
import type { CallbackCall } from '../receive-callbacks.service.js';
import type { InboundWord } from '../words/inbound-word.js';
import { optWord } from '../words/opt-words.js';

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);

const KINDS: Readonly<Record<string, StatusEvent['kind'] | undefined>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  failed: 'failed',
};

/**
 * They have stopped marketing in WhatsApp itself. [?] It says "marketing" of what Meta takes for that: more than our types, which it does
 * not know, and so it is STOP to all of it. That a message is undeliverable (131026) says too little of the number: an old app is one of
 * its reasons, and numbers for SMS are not suppressed by such words either.
 */
const OPTED_OUT = 131_050;

/** Statuses of our messages and messages of people, many of either in one call. */
export function readWhatsapp(body: unknown): Required<CallbackCall> {
  const values = listOf(fieldsOf(body).entry)
    .flatMap(({ changes }) => listOf(changes))
    .map(({ value }) => fieldsOf(value));
  return {
    events: values.flatMap(({ statuses }) => listOf(statuses)).flatMap((status) => eventOf(status) ?? []),
    words: [
      ...values.flatMap(({ messages }) => listOf(messages)).flatMap((message) => wordOf(message) ?? []),
      ...values.flatMap(({ user_preferences }) => listOf(user_preferences)).flatMap((wish) => wishOf(wish) ?? []),
    ],
  };
}

function eventOf(status: Fields): CallbackEvent | undefined {
  const name = textOf(status.status) ?? '';
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  const carried = carriedInReference(status.biz_opaque_callback_data, 'chat');
  const [id, at] = [textOf(status.id), timeOf(status.timestamp)];
  if (!kind || !carried || !id || at === undefined) return undefined;
  const [error] = listOf(status.errors);
  return {
    provider: 'whatsapp',
    uniqueName: `${id} ${name}`,
    kind,
    ...carried,
    at,
    providerMessageId: id,
    reason: kind === 'failed' && typeof error?.code === 'number' ? String(error.code) : undefined,
    detail: kind === 'failed' ? textOf(error?.title) : undefined,
    heard: kind === 'failed' && error?.code === OPTED_OUT ? optedOut(textOf(status.recipient_id)) : undefined,
  };
}

const optedOut = (number: string | undefined): HeardOfAddress | undefined =>
  number === undefined ? undefined : { channel: 'chat', address: `+${number}`, word: 'suppress', reason: 'stop' };

/** Written, or said with a button of a template. */
function wordOf({ id, from, timestamp, text, button }: Fields): InboundWord | undefined {
  const said = textOf(fieldsOf(text).body) ?? textOf(fieldsOf(button).text) ?? '';
  const word = optWord(said);
  const at = timeOf(timestamp);
  if (typeof id !== 'string' || id === '' || typeof from !== 'string' || !word || at === undefined) return undefined;
  return { provider: 'whatsapp', messageId: id, channel: 'chat', from: `+${from}`, word, at };
}

const WISHES: Readonly<Record<string, InboundWord['word'] | undefined>> = { stop: 'stop', resume: 'start' };

/** [R] `user_preferences`: set in WhatsApp itself. As of a refusal for it, stopping marketing is STOP, and resuming it takes that back. */
function wishOf({ wa_id, category, value, timestamp }: Fields): InboundWord | undefined {
  const word = typeof value === 'string' && Object.hasOwn(WISHES, value) ? WISHES[value] : undefined;
  const at = timeOf(typeof timestamp === 'number' ? String(timestamp) : timestamp);
  if (category !== 'marketing_messages' || typeof wa_id !== 'string' || !word || at === undefined) return undefined;
  return { provider: 'whatsapp', channel: 'chat', from: `+${wa_id}`, word, at };
}

const timeOf = (seconds: unknown): string | undefined =>
  typeof seconds === 'string' && /^\d{1,10}$/.test(seconds)
    ? new Date(Number(seconds) * 1000).toISOString()
    : undefined;
