/**
 * SendGrid's v3 mail body. Deliveries with the same content share it as it is; those with different content share a template of
 * three tokens, and each personalization brings its own substitutions.
 */
import { asciiDomain, type Mailbox } from '../../mail/address.js';
import { escaped, page } from '../../mail/html-of-text.js';
import type { Mail } from '../../mail/mail.js';
import type { Files } from '../../mail/mailroom.js';

/** SendGrid's limit for the substitutions of one personalization, in bytes. */
export const SUBSTITUTION_BYTES = 10_000;
/** Unlikely in anyone's text. */
const TOKENS = { subject: '-carillon:subject-', text: '-carillon:text-', html: '-carillon:html-' };
const TOKEN_BYTES = TOKENS.subject.length + TOKENS.text.length + TOKENS.html.length;

type Said = Pick<Mail, 'subject' | 'text' | 'html'>;

/**
 * Mails that can go in one call: all small ones together, long ones only with others of the very same content. What SendGrid knows
 * only for a whole call (files, where answers go) must be the same for all.
 */
export function batchesOf(mails: readonly Mail[]): Mail[][] {
  if (mails.length === 0) return [];
  if (haveOneContent(mails) && mails.every((mail) => mail.kept === mails[0]!.kept)) return [[...mails]];
  const batches = new Map<string, Mail[]>();
  for (const mail of mails) {
    const key = fits(mail) ? mail.kept : `${mail.kept}\0${mail.subject}\0${mail.text}\0${mail.ownHtml ?? ''}`;
    const batch = batches.get(key);
    if (batch) batch.push(mail);
    else batches.set(key, [mail]);
  }
  return [...batches.values()];
}

export function sendgridBody(mails: readonly Mail[], from: Mailbox, files?: Files) {
  const [first] = mails as [Mail];
  const shared = haveOneContent(mails);
  const { subject, text, html }: Said = shared ? first : TOKENS;
  const { replyTo } = first;
  return {
    from,
    reply_to: replyTo === undefined ? undefined : { email: asciiDomain(replyTo) },
    subject,
    content: [
      { type: 'text/plain', value: text },
      { type: 'text/html', value: first.ownHtml === undefined ? page(html) : html },
    ],
    attachments: files?.map(({ filename, contentType, base64 }) => ({
      filename,
      type: contentType,
      content: base64,
      disposition: 'attachment',
    })),
    personalizations: mails.map((mail) => ({
      to: [{ email: mail.to }],
      headers: mail.headers,
      custom_args: mail.tags,
      substitutions: shared ? undefined : substitutions(mail),
    })),
  };
}

const substitutions = ({ subject, text, html }: Said) => ({
  [TOKENS.subject]: subject,
  [TOKENS.text]: text,
  [TOKENS.html]: html,
});

const haveOneContent = (mails: readonly Mail[]) => mails.every((mail) => mail.saysTheSameAs(mails[0]!));

/** A character is at most three bytes here (a pair of surrogates four), an escaped one six. */
function fits(mail: Mail): boolean {
  const { content } = mail.call;
  if (content.email === undefined && (content.title.length + content.body.length) * 9 + 100 < SUBSTITUTION_BYTES)
    return true;
  const { subject, text, ownHtml } = mail;
  const bytes = Buffer.byteLength(subject) + Buffer.byteLength(text) + Buffer.byteLength(ownHtml ?? escaped(text));
  return TOKEN_BYTES + bytes <= SUBSTITUTION_BYTES;
}
