// Vonage's SMS API. What it can read it answers with 200, whatever it thinks of it: each part of the message has a status of its
// own. Some numbers have a fate: +15005550001 is none (6), …4 is barred (7), …5 takes only the first part of a long message; from
// +15005550007 nobody may send (15).
import { randomBytes } from 'node:crypto';
import { readCallbackReference } from '#libs/contracts';
import { json, type Answer, type Exchange } from '../../http/exchange.js';
import type { LedgerEntry, Send } from '../../ledger/ledger-entry.js';
import { refused, type Preview, type Protocol, type Reception } from '../protocol.js';

const SEND = '/sms/json';
const BALANCE = '/account/get-balance';
const REFUSED_TO: Record<string, string> = { '15005550001': '6', '15005550004': '7' };
const HALF_TAKEN = '15005550005';
const REFUSED_FROM = '15005550007';
const LONGEST = 3_200;

const TEXTS: Record<string, string> = {
  '1': 'Throughput Rate Exceeded - please wait [ 1000 ] and retry',
  '2': 'Missing parameters',
  '4': 'Bad Credentials',
  '5': 'Internal Error',
  '6': 'Unroutable message - rejected',
  '7': 'Number barred',
  '12': 'Message is too long',
  '15': 'Illegal Sender Address - rejected',
};

const error = (status: string) => ({ status, 'error-text': TEXTS[status] ?? 'Error' });
const answer = (messages: readonly object[]): Answer =>
  json(200, { 'message-count': String(messages.length), messages });
const no = (status: string): Reception => refused(answer([error(status)]));

export class VonageProtocol implements Protocol {
  readonly name = 'vonage';

  constructor(private readonly apiSecret: string | undefined) {}

  matches(path: string): boolean {
    return path === SEND || path === BALANCE;
  }

  receive(exchange: Exchange): Reception {
    if (exchange.path === BALANCE) return this.balance(exchange.headers.authorization);
    const form = new URLSearchParams(exchange.body);
    const [key, secret, to, from, text] = ['api_key', 'api_secret', 'to', 'from', 'text'].map((name) => form.get(name));
    if (!key || !secret || !to || !from || !text) return no('2');
    if (this.apiSecret !== undefined && secret !== this.apiSecret) return no('4');
    if (REFUSED_TO[to] !== undefined) return no(REFUSED_TO[to]);
    if (!/^[1-9]\d{6,14}$/.test(to)) return no('6');
    if (from === REFUSED_FROM) return no('15');
    if (text.length > LONGEST) return no('12');
    return take(form, to, from, partsOf(text, form.get('type') === 'unicode'));
  }

  failure(status: number, retryAfter?: number): Answer {
    // As it is there: too fast is a status in an answer like any other, unless somebody in front of it says so.
    if (status === 429 && retryAfter === undefined) return answer([error('1')]);
    const headers: Record<string, number> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    return json(status, { title: 'simulated' }, headers);
  }

  preview(entry: LedgerEntry): Preview {
    const form = new URLSearchParams(entry.raw?.body ?? '');
    return { from: form.get('from') ?? undefined, text: form.get('text') ?? undefined };
  }

  private balance(header: string | undefined): Reception {
    const [, secret] = Buffer.from(header?.replace(/^Basic /, '') ?? '', 'base64')
      .toString()
      .split(':');
    const knows = secret !== undefined && (this.apiSecret === undefined || secret === this.apiSecret);
    if (!knows) return refused(json(401, { 'error-code': '401', 'error-code-label': 'authentication failed' }));
    return { kind: 'answered', answer: json(200, { value: 10.28, autoReload: false }), refused: false };
  }
}

const partsOf = (text: string, unicode: boolean): number => {
  const [alone, joined] = unicode ? [70, 67] : [160, 153];
  return text.length <= alone ? 1 : Math.ceil(text.length / joined);
};

function take(form: URLSearchParams, to: string, from: string, count: number): Reception {
  const reference = form.get('client-ref') ?? undefined;
  const parts = Array.from({ length: count }, () => ({
    to,
    'message-id': randomBytes(8).toString('hex').toUpperCase(),
    status: '0',
    'remaining-balance': '15.53590000',
    'message-price': '0.03330000',
    network: '23410',
    ...(reference !== undefined && { 'client-ref': reference }),
  }));
  const told = to === HALF_TAKEN ? parts.map((part, i) => (i === 0 ? part : { to, ...error('5') })) : parts;
  const ids = readCallbackReference(reference ?? '');
  const send: Send = {
    to: `+${to}`,
    sender: from,
    notification_id: ids?.notificationId,
    delivery_id: ids?.deliveryId,
    message_id: parts[0]!['message-id'],
    callback_url: form.get('callback') ?? undefined,
    reference,
  };
  return { kind: 'accepted', sends: [send], answer: answer(told) };
}
