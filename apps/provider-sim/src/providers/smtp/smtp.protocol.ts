import { randomUUID } from 'node:crypto';
import type { LedgerEntry, Send } from '../../ledger/ledger-entry.js';
import { linkOf, type Preview, type PreviewOf } from '../protocol.js';
import { filesOf, partOf, readMime, words } from './mime.js';

const PREFIX = 'x-carillon-';

/** Who got it, and by which ids: SMTP has no place for them but headers. */
export function sendsOf(raw: string, recipients: readonly string[]): Send[] {
  const { headers } = readMime(raw);
  const own = Object.entries(headers).filter(([name]) => name.startsWith(PREFIX));
  const args = Object.fromEntries(own.map(([name, value]) => [name.slice(PREFIX.length).replaceAll('-', '_'), value]));
  return recipients.map((to) => ({
    to,
    notification_id: args['notification_id'],
    delivery_id: args['delivery_id'],
    custom_args: args,
    message_id: /<(.+)>/.exec(headers['message-id'] ?? '')?.[1] ?? randomUUID(),
  }));
}

/** What stands in for a mail server is no HTTP: it only shows what it got. */
export class SmtpPreviews implements PreviewOf {
  readonly name = 'smtp';

  preview(entry: LedgerEntry): Preview {
    const mail = readMime(entry.raw?.body ?? '');
    return {
      from: words(mail.headers['from']),
      title: words(mail.headers['subject']),
      text: partOf(mail, 'text/plain')?.text,
      html: partOf(mail, 'text/html')?.text,
      attachments: filesOf(mail),
      unsubscribe: linkOf(mail.headers['list-unsubscribe']),
    };
  }
}
