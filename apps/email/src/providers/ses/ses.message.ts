/**
 * SES's v2 requests. A call for many has one template, of three placeholders: what all say is its default data, and who says
 * something else brings data of its own. The content itself never becomes a template, or its braces would be filled in.
 */
import { taggable } from '#libs/contracts';
import { asciiDomain } from '../../mail/address.js';
import type { Mail } from '../../mail/mail.js';
import type { Files } from '../../mail/mailroom.js';

/** SES's limit for one call. */
export const ENTRIES = 50;
/** A call with an inline template may have 1 MB of JSON. */
const CALL_BYTES = 900_000;
/** Template data may have 262,144 letters, and JSON makes some of them two. */
const DATA_BYTES = 120_000;
/** Tags, headers and the braces around them. */
const ENTRY_BYTES = 2_000;
/** Longer ones SES refuses, and the mail with it. */
const LONGEST_HEADER = 870;

const TEMPLATE = { Subject: '{{subject}}', Text: '{{text}}', Html: '{{html}}' };

export interface SesSender {
  readonly from: string;
  readonly configurationSet?: string | undefined;
}

/** Mails for one call: with the same files and the same place for answers, and not too much together. */
export function batchesOf(mails: readonly Mail[]): Mail[][] {
  const batches: Mail[][] = [];
  const open = new Map<string, { batch: Mail[]; bytes: number }>();
  for (const mail of mails) {
    const bytes = bytesOf(mail);
    if (bytes > DATA_BYTES) batches.push([mail]);
    else {
      let last = open.get(mail.kept);
      if (!last || last.batch.length === ENTRIES || last.bytes + bytes > CALL_BYTES) {
        open.set(mail.kept, (last = { batch: [], bytes: 0 }));
        batches.push(last.batch);
      }
      last.batch.push(mail);
      last.bytes += bytes;
    }
  }
  return batches;
}

export const emailOf = (mail: Mail, sender: SesSender, files: Files) => ({
  ...envelope(mail, sender),
  Destination: { ToAddresses: [mail.to] },
  EmailTags: tagsOf(mail),
  Content: {
    Simple: {
      Subject: { Data: mail.subject, Charset: 'UTF-8' },
      Body: {
        Text: { Data: mail.text, Charset: 'UTF-8' },
        Html: { Data: mail.document, Charset: 'UTF-8' },
      },
      Headers: headersOf(mail),
      Attachments: attachmentsOf(files),
    },
  },
});

export function bulkOf(mails: readonly Mail[], sender: SesSender, files: Files) {
  const [first] = mails as [Mail];
  return {
    ...envelope(first, sender),
    DefaultContent: {
      Template: { TemplateContent: TEMPLATE, TemplateData: dataOf(first), Attachments: attachmentsOf(files) },
    },
    BulkEmailEntries: mails.map((mail) => ({
      Destination: { ToAddresses: [mail.to] },
      ReplacementTags: tagsOf(mail),
      ReplacementHeaders: headersOf(mail),
      ReplacementEmailContent: mail.saysTheSameAs(first)
        ? undefined
        : { ReplacementTemplate: { ReplacementTemplateData: dataOf(mail) } },
    })),
  };
}

const envelope = ({ replyTo }: Mail, { from, configurationSet }: SesSender) => ({
  FromEmailAddress: from,
  ConfigurationSetName: configurationSet,
  ReplyToAddresses: replyTo === undefined ? undefined : [asciiDomain(replyTo)],
});

const dataOf = ({ subject, text, document }: Mail): string => JSON.stringify({ subject, text, html: document });

const tagsOf = (mail: Mail) => Object.entries(mail.tags).map(([Name, value]) => ({ Name, Value: taggable(value) }));

const headersOf = ({ headers }: Mail) =>
  headers &&
  Object.entries(headers)
    .filter(([, value]) => value.length <= LONGEST_HEADER)
    .map(([Name, Value]) => ({ Name, Value }));

const attachmentsOf = (files: Files) =>
  files?.map(({ filename, contentType, content }) => ({
    FileName: filename,
    ContentType: contentType,
    ContentDisposition: 'ATTACHMENT' as const,
    RawContent: content,
  }));

const bytesOf = (mail: Mail): number =>
  ENTRY_BYTES + Buffer.byteLength(mail.subject) + Buffer.byteLength(mail.text) + Buffer.byteLength(mail.document);
