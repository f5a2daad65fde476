/** What a mail is made of, for the composer. Text is encoded by it, so that no line is too long and none begins with a dot. */
import { asciiDomain, type Mailbox } from '../../mail/address.js';
import type { Mail } from '../../mail/mail.js';
import type { Files } from '../../mail/mailroom.js';

/**
 * By the delivery, not by the attempt: a mailbox that gets it twice, since nobody knew whether it had it, shows it once. And what
 * comes back with a bounce says which it was.
 */
export const messageIdOf = ({ call }: Mail, from: Mailbox): string =>
  `${call.deliveryId}@${from.email.slice(from.email.lastIndexOf('@') + 1)}`;

export const composed = (mail: Mail, from: Mailbox, files: Files) => ({
  from: { name: from.name ?? '', address: from.email },
  to: mail.to,
  replyTo: mail.replyTo === undefined ? undefined : asciiDomain(mail.replyTo),
  subject: mail.subject,
  messageId: `<${messageIdOf(mail, from)}>`,
  text: mail.text,
  html: mail.document,
  headers: { ...idHeaders(mail), 'Auto-Submitted': 'auto-generated', ...prepared(mail) },
  attachments: files?.map(({ filename, contentType, content }) => ({ filename, contentType, content })),
  // Everything is here already: the composer has nothing to open.
  disableFileAccess: true,
  disableUrlAccess: true,
  newline: 'win',
});

/** X-Carillon-Delivery-Id and the others: SMTP has no other place for them. */
const idHeaders = ({ tags }: Mail): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([name, value]) => [`X-Carillon-${name.replaceAll('_', '-')}`, value]));

/** As they stand: a link must not be folded. */
const prepared = ({ headers }: Mail) =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, { prepared: true, value }]));
