import { randomBytes } from 'node:crypto';
import { json, queryOf, type Answer, type Exchange } from '../../http/exchange.js';
import type { LedgerEntry, Send } from '../../ledger/ledger-entry.js';
import { nothingSent, refused, type Preview, type Protocol, type Reception, type Sent } from '../protocol.js';

const PATH = /^\/2010-04-01\/Accounts\/(AC[0-9a-zA-Z]+)\/Messages\.json$/;
const ACCOUNT = /^\/2010-04-01\/Accounts\/(AC[0-9a-zA-Z]+)\.json$/;
const E164 = /^\+[1-9]\d{6,14}$/;

/** Twilio's own test numbers. */
const MAGIC: Record<string, number> = {
  '+15005550001': 21211,
  '+15005550002': 21612,
  '+15005550003': 21408,
  '+15005550004': 21610,
  '+15005550009': 21614,
};

/** Its test numbers to send from. */
const MAGIC_FROM: Record<string, number> = {
  '+15005550001': 21212,
  '+15005550007': 21606,
  '+15005550008': 21611,
};

const TEXTS: Record<number, string> = {
  20001: 'Invalid parameter',
  20003: 'Authenticate',
  20429: 'Too Many Requests',
  20500: 'Internal Server Error',
  20503: 'Service Unavailable',
  21211: "Invalid 'To' Phone Number",
  21212: "Invalid 'From' Phone Number",
  21408: 'Permission to send an SMS has not been enabled for the region indicated by the To number',
  21602: 'Message body is required.',
  21603: "A 'From' phone number is required.",
  21606: "The 'From' phone number provided is not a valid message-capable Twilio phone number",
  21610: 'Attempt to send to unsubscribed recipient',
  21611: "This 'From' number has exceeded the maximum number of queued messages",
  21612: 'The To phone number is not currently reachable via SMS',
  21614: 'To number is not a valid mobile number',
  21617: 'The concatenated message body exceeds the 1600 character limit',
};

const error = (status: number, code: number, headers: Record<string, string | number> = {}): Answer =>
  json(
    status,
    { code, message: TEXTS[code] ?? 'Error', more_info: `https://www.twilio.com/docs/errors/${code}`, status },
    headers,
  );

export class TwilioProtocol implements Protocol {
  readonly name = 'twilio';

  constructor(
    private readonly authToken: string,
    private readonly hasOptedOut: (number: string) => boolean,
    private readonly sent: Sent = nothingSent,
  ) {}

  matches(path: string): boolean {
    return PATH.test(path) || ACCOUNT.test(path);
  }

  /** The list of messages, newest first, in one page. */
  look(exchange: Exchange): Promise<Answer> | undefined {
    const account = PATH.exec(exchange.path)?.[1];
    if (exchange.method !== 'GET' || account === undefined) return undefined;
    if (!this.isAuthorized(account, exchange.headers.authorization)) return Promise.resolve(error(401, 20003));
    return this.sent(queryOf(exchange).get('To') ?? undefined).then((entries) => {
      const messages = entries
        .toReversed()
        .map((entry) => resourceOf(account, new URLSearchParams(entry.raw?.body ?? ''), entry, new Date(entry.at)));
      return json(200, { messages, page: 0, page_size: messages.length, next_page_uri: null });
    });
  }

  receive(exchange: Exchange): Reception {
    const itself = ACCOUNT.exec(exchange.path)?.[1];
    if (itself !== undefined) return this.account(itself, exchange);
    const account = PATH.exec(exchange.path)![1]!;
    if (exchange.method !== 'POST') return refused(error(405, 20001));
    if (!this.isAuthorized(account, exchange.headers.authorization)) return refused(error(401, 20003));
    const form = new URLSearchParams(exchange.body);
    const code = this.broken(form);
    if (code !== undefined) return refused(error(400, code));
    const send = sendOf(form);
    return { kind: 'accepted', sends: [send], answer: json(201, resourceOf(account, form, send)) };
  }

  private account(sid: string, { method, headers }: Exchange): Reception {
    if (method !== 'GET') return refused(error(405, 20001));
    if (!this.isAuthorized(sid, headers.authorization)) return refused(error(401, 20003));
    const resource = { sid, friendly_name: 'Simulated', status: 'active', type: 'Full', owner_account_sid: sid };
    return { kind: 'answered', answer: json(200, resource), refused: false };
  }

  failure(status: number, retryAfter?: number): Answer {
    const code = status === 429 ? 20429 : status === 503 ? 20503 : status < 500 ? 20001 : 20500;
    return error(status, code, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
  }

  preview(entry: LedgerEntry): Preview {
    const form = new URLSearchParams(entry.raw?.body ?? '');
    return { from: form.get('From') ?? undefined, text: form.get('Body') ?? undefined };
  }

  private isAuthorized(account: string, header: string | undefined): boolean {
    return header === `Basic ${Buffer.from(`${account}:${this.authToken}`).toString('base64')}`;
  }

  private broken(form: URLSearchParams): number | undefined {
    const to = form.get('To') ?? '';
    if (!E164.test(to)) return 21211;
    if (MAGIC[to] !== undefined) return MAGIC[to];
    const from = form.get('From');
    if (!from && !form.get('MessagingServiceSid')) return 21603;
    if (from && MAGIC_FROM[from] !== undefined) return MAGIC_FROM[from];
    const body = form.get('Body');
    if (!body && !form.get('MediaUrl')) return 21602;
    if (body && [...body].length > 1_600) return 21617;
    return this.hasOptedOut(to) ? 21610 : undefined;
  }
}

function sendOf(form: URLSearchParams): Send {
  const callback = form.get('StatusCallback') ?? undefined;
  const query = callback && URL.canParse(callback) ? new URL(callback).searchParams : undefined;
  return {
    to: form.get('To')!,
    notification_id: query?.get('n') ?? query?.get('notification_id') ?? undefined,
    delivery_id: query?.get('d') ?? query?.get('delivery_id') ?? undefined,
    message_id: `SM${randomBytes(16).toString('hex')}`,
    callback_url: callback,
  };
}

/** The message resource as Twilio answers it. */
function resourceOf(account: string, form: URLSearchParams, send: Send, at = new Date()): object {
  const service = form.get('MessagingServiceSid');
  const now = at.toUTCString().replace('GMT', '+0000');
  const uri = `/2010-04-01/Accounts/${account}/Messages/${send.message_id}`;
  return {
    sid: send.message_id,
    account_sid: account,
    api_version: '2010-04-01',
    body: form.get('Body'),
    from: form.get('From'),
    to: send.to,
    messaging_service_sid: service,
    status: service ? 'accepted' : 'queued',
    direction: 'outbound-api',
    num_segments: '1',
    num_media: '0',
    price: null,
    price_unit: null,
    error_code: null,
    error_message: null,
    date_created: now,
    date_updated: now,
    date_sent: null,
    uri: `${uri}.json`,
    subresource_uris: { media: `${uri}/Media.json` },
  };
}
