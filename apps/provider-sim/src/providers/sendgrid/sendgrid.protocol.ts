import { randomBytes } from 'node:crypto';
import { json, jsonOf, queryOf, type Answer, type Exchange } from '../../http/exchange.js';
import type { LedgerEntry, Send } from '../../ledger/ledger-entry.js';
import { nothingSent, refused, type Preview, type Protocol, type Reception, type Sent, linkOf } from '../protocol.js';
import { activityOf, deliveryOf } from './sendgrid.activity.js';
import {
  fieldError,
  recipientsOf,
  rulesBroken,
  sendgridMessage,
  type FieldError,
  type SendgridMessage,
} from './sendgrid.message.js';

const PATH = '/v3/mail/send';
const ACTIVITY = '/v3/messages';
const SCOPES = '/v3/scopes';

const errors = (status: number, list: FieldError[], headers: Record<string, string | number> = {}): Answer =>
  json(status, { errors: list }, headers);

const MESSAGES: Record<number, string> = {
  401: 'The provided authorization grant is invalid, expired, or revoked',
  403: 'access forbidden',
  413: 'The JSON payload you have included in your request is too large.',
  429: 'too many requests',
  503: 'Service Unavailable',
};

function sendsOf(message: SendgridMessage, messageId: string): Send[] {
  return message.personalizations.flatMap((one) => {
    const args = { ...message.custom_args, ...one.custom_args };
    return recipientsOf(one).map((to) => ({
      to,
      notification_id: args.notification_id,
      delivery_id: args.delivery_id,
      custom_args: args,
      message_id: messageId,
    }));
  });
}

export class SendgridProtocol implements Protocol {
  readonly name = 'sendgrid';

  /** With a key, any other is refused; without one, any is taken. */
  constructor(
    private readonly apiKey?: string,
    private readonly sent: Sent = nothingSent,
  ) {}

  matches(path: string): boolean {
    return path === PATH || path === ACTIVITY || path === SCOPES;
  }

  look(exchange: Exchange): Promise<Answer> | undefined {
    if (exchange.path !== ACTIVITY) return undefined;
    if (exchange.method !== 'GET') return Promise.resolve(errors(405, [fieldError('method not allowed')]));
    const isKnown = this.isAuthorized(exchange.headers.authorization);
    if (!isKnown) return Promise.resolve(errors(401, [fieldError(MESSAGES[401]!)]));
    const query = queryOf(exchange);
    return this.sent(deliveryOf(query)).then((entries) => {
      const messages = activityOf(entries, query);
      return messages ? json(200, { messages }) : errors(400, [fieldError('error parsing input', 'query')]);
    });
  }

  receive(exchange: Exchange): Reception {
    const method = exchange.path === SCOPES ? 'GET' : 'POST';
    if (exchange.method !== method) return refused(errors(405, [fieldError('method not allowed')]));
    if (!this.isAuthorized(exchange.headers.authorization)) return refused(errors(401, [fieldError(MESSAGES[401]!)]));
    if (exchange.path === SCOPES)
      return { kind: 'answered', answer: json(200, { scopes: ['mail.send'] }), refused: false };
    const value = jsonOf(exchange);
    if (value === undefined) return refused(errors(400, [fieldError('Bad Request')]));
    const parsed = sendgridMessage.safeParse(value);
    if (!parsed.success)
      return refused(
        errors(
          400,
          parsed.error.issues.map((issue) => fieldError(issue.message, issue.path.join('.'))),
        ),
      );
    const broken = rulesBroken(parsed.data);
    if (broken.length) return refused(errors(400, broken));
    if (parsed.data.mail_settings?.sandbox_mode?.enable)
      return { kind: 'answered', answer: { status: 200 }, refused: false };
    const messageId = randomBytes(16).toString('base64url');
    return {
      kind: 'accepted',
      sends: sendsOf(parsed.data, messageId),
      answer: { status: 202, headers: { 'x-message-id': messageId } },
    };
  }

  failure(status: number, retryAfter = 1): Answer {
    const limit = {
      'x-ratelimit-limit': 600,
      'x-ratelimit-remaining': 0,
      'x-ratelimit-reset': Math.ceil(Date.now() / 1000 + retryAfter),
    };
    return errors(status, [fieldError(MESSAGES[status] ?? 'Internal Server Error')], status === 429 ? limit : {});
  }

  preview(entry: LedgerEntry): Preview {
    const message = JSON.parse(entry.raw?.body ?? '{}') as SendgridMessage;
    const own =
      message.personalizations.find((one) => recipientsOf(one).includes(entry.to)) ?? message.personalizations[0];
    const filled = (template: string | undefined): string | undefined =>
      Object.entries(own?.substitutions ?? {}).reduce<string | undefined>(
        (text, [tag, value]) => text?.replaceAll(tag, value),
        template,
      );
    const part = (type: string) => filled(message.content?.find((one) => one.type === type)?.value);
    return {
      from: message.from.email,
      title: filled(own?.subject ?? message.subject),
      text: part('text/plain'),
      html: part('text/html'),
      attachments: message.attachments?.map(({ filename }) => filename),
      unsubscribe: linkOf(own?.headers?.['List-Unsubscribe'] ?? message.headers?.['List-Unsubscribe']),
    };
  }

  private isAuthorized(header: string | undefined): boolean {
    if (!header?.startsWith('Bearer ') || header.length < 8) return false;
    return this.apiKey === undefined || header === `Bearer ${this.apiKey}`;
  }
}
