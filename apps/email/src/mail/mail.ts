/** One mail as every provider can send it, made from what the engine hands over. What is dear to make is made when asked for. */
import type { Outcome, ProviderCall } from '#libs/delivery';
import { escaped, page } from './html-of-text.js';

export type Headers = Readonly<Record<string, string>>;
/** Headers that one recipient's mail has beside those of every mail. */
export type HeadersOf = (call: ProviderCall) => Headers | undefined;

/** Why there is no mail: nothing was sent. */
export type NoMail = Extract<Outcome, { kind: 'rejected' | 'retry' }>;

export class Mail {
  constructor(
    readonly call: ProviderCall,
    /** Its domain in ASCII. */
    readonly to: string,
    private readonly headersOf: HeadersOf | undefined,
  ) {}

  /** One line, whatever was put into it: more would be headers. Providers refuse empty ones. */
  get subject(): string {
    const { email, title } = this.call.content;
    return (email?.subject ?? title).replace(/[\x00-\x1f\x7f]+/g, ' ') || ' ';
  }

  get text(): string {
    return this.call.content.body || ' ';
  }

  /** What was asked for, or the body as it would stand in a `page`. */
  get html(): string {
    return this.ownHtml ?? escaped(this.text);
  }

  /** A whole document. */
  get document(): string {
    return this.ownHtml ?? page(escaped(this.text));
  }

  get ownHtml(): string | undefined {
    return this.call.content.email?.html;
  }

  get replyTo(): string | undefined {
    return this.call.content.email?.reply_to;
  }

  get headers(): Headers | undefined {
    return this.headersOf?.(this.call);
  }

  /** What comes back with every event about it. Kept for long and by others, so ids only, never personal data. */
  get tags() {
    const { call } = this;
    const tags = {
      delivery_id: call.deliveryId,
      notification_id: call.notificationId,
      tenant_id: call.tenantId,
      channel: 'email',
      priority: call.priority,
      attempt: String(call.attempt),
    };
    return call.test ? { ...tags, test: 'true' } : tags;
  }

  /** What providers know only once for all mails of a call; '' for most. */
  get kept(): string {
    const { email } = this.call.content;
    if (email === undefined) return '';
    const { html, reply_to: replyTo, attachments } = email;
    if (replyTo === undefined && attachments === undefined) return html === undefined ? '' : 'html';
    const files = attachments && [this.call.tenantId, ...attachments.map(({ url, filename }) => [url, filename])];
    return JSON.stringify([html !== undefined, replyTo, files]);
  }

  /** The same subject, text and html; `kept` may differ. */
  saysTheSameAs({ call }: Mail): boolean {
    const [ours, theirs] = [this.call.content, call.content];
    return (
      ours.title === theirs.title &&
      ours.body === theirs.body &&
      (ours.email === theirs.email ||
        (ours.email?.subject === theirs.email?.subject && ours.email?.html === theirs.email?.html))
    );
  }
}
