/**
 * SendGrid's v3 mail body. Deliveries with the same content share it as it is; those with different content share a template of
 * three tokens, and each personalization brings its own substitutions.
 */
import type { ProviderCall } from '#libs/delivery';

/** SendGrid's limit for the substitutions of one personalization, in bytes. */
export const SUBSTITUTION_BYTES = 10_000;
/** Unlikely in anyone's text. */
const TOKENS = { subject: '-carillon:subject-', text: '-carillon:text-', html: '-carillon:html-' };

export interface Mailbox {
  readonly email: string;
  readonly name?: string;
}

interface Content {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Deliveries that can go in one call: all small ones together, long ones only with others of the very same content. */
export function batchesOf(calls: readonly ProviderCall[]): ProviderCall[][] {
  if (haveOneContent(calls)) return [[...calls]];
  const batches = new Map<string, ProviderCall[]>();
  for (const call of calls) {
    const { title, body } = call.content;
    const key = fits(title, body) ? '' : `${title}\0${body}`;
    const batch = batches.get(key);
    if (batch) batch.push(call);
    else batches.set(key, [call]);
  }
  return [...batches.values()];
}

/** Headers that one recipient's mail has beside those of every mail. */
export type HeadersOf = (call: ProviderCall) => Readonly<Record<string, string>> | undefined;

export function sendgridBody(calls: readonly ProviderCall[], from: Mailbox, headersOf?: HeadersOf) {
  const shared = haveOneContent(calls);
  const { subject, text, html } = shared ? contentOf(calls[0]!) : TOKENS;
  return {
    from,
    subject,
    content: [
      { type: 'text/plain', value: text },
      { type: 'text/html', value: page(html) },
    ],
    personalizations: calls.map((call) => ({
      to: [{ email: addressOf(call) }],
      headers: headersOf?.(call),
      custom_args: customArgs(call),
      substitutions: shared ? undefined : substitutions(contentOf(call)),
    })),
  };
}

/** What comes back with every event about this mail. Kept for long and by others, so ids only, never personal data. */
const customArgs = (call: ProviderCall) => ({
  delivery_id: call.deliveryId,
  notification_id: call.notificationId,
  tenant_id: call.tenantId,
  channel: 'email',
  priority: call.priority,
  attempt: String(call.attempt),
});

const substitutions = ({ subject, text, html }: Content) => ({
  [TOKENS.subject]: subject,
  [TOKENS.text]: text,
  [TOKENS.html]: html,
});

function contentOf({ content: { title, body } }: ProviderCall): Content {
  // A line break would end the header; SendGrid refuses empty parts.
  return { subject: title.replace(/[\r\n]+/g, ' ') || ' ', text: body || ' ', html: escaped(body || ' ') };
}

const SPECIAL = /[&<>"]/g;
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(SPECIAL, (one) => ENTITIES[one]!);

const page = (html: string) =>
  `<!doctype html><html><body><div style="white-space:pre-wrap;font-family:sans-serif">${html}</div></body></html>`;

const haveOneContent = (calls: readonly ProviderCall[]) => {
  const { title, body } = calls[0]!.content;
  return calls.every(({ content }) => content.title === title && content.body === body);
};

/** A character is at most three bytes here (a pair of surrogates four), an escaped one six. */
function fits(title: string, body: string): boolean {
  if ((title.length + body.length) * 9 + 100 < SUBSTITUTION_BYTES) return true;
  const keys = TOKENS.subject.length + TOKENS.text.length + TOKENS.html.length;
  const bytes = Buffer.byteLength(title) + Buffer.byteLength(body) + Buffer.byteLength(escaped(body));
  return keys + bytes <= SUBSTITUTION_BYTES;
}

const addressOf = ({ target }: ProviderCall): string => (target.channel === 'email' ? target.email : '');

/** `Name <address>` or the bare address. */
export function mailbox(text: string): Mailbox {
  const match = /^\s*(.*?)\s*<([^<>]+)>\s*$/.exec(text);
  if (!match) return { email: text.trim() };
  return match[1] ? { email: match[2]!, name: match[1] } : { email: match[2]! };
}
