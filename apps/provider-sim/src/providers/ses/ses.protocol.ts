import { randomUUID } from 'node:crypto';
import { json, jsonOf, type Answer, type Exchange } from '../../http/exchange.js';
import type { LedgerEntry, Send } from '../../ledger/ledger-entry.js';
import { linkOf, refused, type Preview, type Protocol, type Reception } from '../protocol.js';
import {
  filled,
  headerOf,
  isAddress,
  sesBulk,
  sesEmail,
  tagsOf,
  type SesBulk,
  type SesBulkEntry,
  type SesEmail,
} from './ses.message.js';

const PREFIX = '/v2/email/';
const SINGLE = `${PREFIX}outbound-emails`;
const BULK = `${PREFIX}outbound-bulk-emails`;
const ACCOUNT = `${PREFIX}account`;

/** A JSON body may be 1 MB where it has an inline template, and a whole mail 40 MB; the listener's own limit comes first. */
const BULK_BYTES = 1_048_576;

const NAMES: Record<number, string> = {
  400: 'BadRequestException',
  403: 'AccessDeniedException',
  413: 'BadRequestException',
  429: 'TooManyRequestsException',
  503: 'ServiceUnavailableException',
};

const error = (status: number, name: string, message: string, headers: Record<string, string | number> = {}): Answer =>
  json(status, { message }, { 'x-amzn-errortype': name, 'x-amzn-requestid': randomUUID(), ...headers });

const bad = (message: string): Reception => refused(error(400, 'BadRequestException', message));

const messageId = (): string => `0100${randomUUID().replaceAll('-', '')}-000000`;

const SEND_QUOTA = { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 0 };

export class SesProtocol implements Protocol {
  readonly name = 'ses';

  /** With a key's id, any other is refused; without one, any is taken. */
  constructor(private readonly accessKeyId?: string) {}

  matches(path: string): boolean {
    return path.startsWith(PREFIX);
  }

  receive(exchange: Exchange): Reception {
    const { method, path } = exchange;
    if (!this.isAuthorized(exchange.headers.authorization))
      return refused(
        error(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.'),
      );
    if (method === 'GET' && path === ACCOUNT) return account();
    if (method !== 'POST') return refused(error(405, 'BadRequestException', 'method not allowed'));
    if (path === SINGLE) return single(jsonOf(exchange));
    if (path === BULK) return bulk(exchange);
    return refused(error(404, 'NotFoundException', 'there is no such resource'));
  }

  failure(status: number, retryAfter?: number): Answer {
    const name = NAMES[status] ?? 'InternalServiceErrorException';
    return error(status, name, 'simulated', retryAfter === undefined ? {} : { 'retry-after': retryAfter });
  }

  preview({ to, delivery_id, raw }: LedgerEntry): Preview {
    const value: unknown = JSON.parse(raw?.body ?? '{}');
    const one = sesEmail.safeParse(value);
    if (one.success) return previewOfOne(one.data);
    const many = sesBulk.parse(value);
    const isIt = (entry: SesBulkEntry) =>
      delivery_id === undefined
        ? entry.Destination.ToAddresses.includes(to)
        : tagsOf(entry.ReplacementTags).delivery_id === delivery_id;
    return previewOfMany(many, many.BulkEmailEntries.find(isIt) ?? many.BulkEmailEntries[0]!);
  }

  /** As far as a stand-in can: SigV4 by this key for this service. The signature itself is the SDK's affair. */
  private isAuthorized(header: string | undefined): boolean {
    const credential = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/[\w-]+\/ses\/aws4_request, /.exec(header ?? '');
    return credential !== null && (this.accessKeyId === undefined || credential[1] === this.accessKeyId);
  }
}

const account = (): Reception => ({
  kind: 'answered',
  refused: false,
  answer: json(200, {
    EnforcementStatus: 'HEALTHY',
    ProductionAccessEnabled: true,
    SendingEnabled: true,
    SendQuota: SEND_QUOTA,
  }),
});

function single(value: unknown): Reception {
  const parsed = sesEmail.safeParse(value);
  if (!parsed.success)
    return bad(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join());
  const { Destination, EmailTags } = parsed.data;
  if (!Destination.ToAddresses.every(isAddress)) return bad("Missing final '@domain'");
  const id = messageId();
  const sends = Destination.ToAddresses.map((to) => sendOf(to, tagsOf(EmailTags), id));
  return { kind: 'accepted', sends, answer: json(200, { MessageId: id }) };
}

function bulk(exchange: Exchange): Reception {
  if (exchange.body.length > BULK_BYTES) return bad('The request is too large.');
  const parsed = sesBulk.safeParse(jsonOf(exchange));
  if (!parsed.success)
    return bad(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join());
  const { BulkEmailEntries, DefaultEmailTags } = parsed.data;
  const sends: Send[] = [];
  const results = BulkEmailEntries.map(({ Destination, ReplacementTags }) => {
    const addresses = Destination.ToAddresses;
    if (!addresses.every(isAddress)) return { Status: 'INVALID_PARAMETER', Error: "Missing final '@domain'" };
    const id = messageId();
    const tags = { ...tagsOf(DefaultEmailTags), ...tagsOf(ReplacementTags) };
    sends.push(...addresses.map((to) => sendOf(to, tags, id)));
    return { Status: 'SUCCESS', MessageId: id };
  });
  const answer = json(200, { BulkEmailEntryResults: results });
  return sends.length > 0 ? { kind: 'accepted', sends, answer } : refused(answer);
}

const sendOf = (to: string, tags: Record<string, string>, id: string): Send => ({
  to,
  notification_id: tags.notification_id,
  delivery_id: tags.delivery_id,
  custom_args: tags,
  message_id: id,
});

const previewOfOne = ({ FromEmailAddress, Content: { Simple } }: SesEmail): Preview => ({
  from: FromEmailAddress,
  title: Simple.Subject.Data,
  text: Simple.Body.Text?.Data,
  html: Simple.Body.Html?.Data,
  attachments: Simple.Attachments?.map(({ FileName }) => FileName),
  unsubscribe: linkOf(headerOf(Simple.Headers, 'list-unsubscribe')),
});

function previewOfMany({ FromEmailAddress, DefaultContent: { Template } }: SesBulk, entry: SesBulkEntry): Preview {
  const { TemplateContent, TemplateData, Attachments } = Template;
  const own = entry.ReplacementEmailContent?.ReplacementTemplate.ReplacementTemplateData ?? '{}';
  const data = { ...(JSON.parse(TemplateData) as object), ...(JSON.parse(own) as object) };
  return {
    from: FromEmailAddress,
    title: filled(TemplateContent.Subject, data),
    text: filled(TemplateContent.Text, data),
    html: filled(TemplateContent.Html, data),
    attachments: Attachments?.map(({ FileName }) => FileName),
    unsubscribe: linkOf(headerOf(entry.ReplacementHeaders, 'list-unsubscribe')),
  };
}
