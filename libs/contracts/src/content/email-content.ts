import { z } from 'zod';

/** What mail can carry beyond a title and a body. It is fetched when the mail leaves: nothing of it lies in Kafka. */
const emailAttachment = z.object({
  url: z.string(),
  filename: z.string(),
  content_type: z.string().optional(),
});

/** How a mail differs from what the other channels say. */
export const emailContent = z.object({
  /** In the place of the title. */
  subject: z.string().optional(),
  /** Beside the body, which is the mail's text. */
  html: z.string().optional(),
  reply_to: z.string().optional(),
  attachments: z.array(emailAttachment).optional(),
});

export type EmailAttachment = z.infer<typeof emailAttachment>;
export type EmailContent = z.infer<typeof emailContent>;

/** Of mailboxes: SendGrid takes 30 MB for a call, SES 40, many servers 25 for a mail whose attachments grow by a third. */
export const ATTACHMENT_LIMITS = { count: 10, bytes: 10_000_000, totalBytes: 15_000_000 } as const;

/** What mailboxes open without a warning: documents, pictures and dates, nothing that runs. */
const TYPES = new Set([
  'application/pdf',
  'application/json',
  'application/zip',
  'application/rtf',
  'application/vnd.apple.pkpass',
  'application/msword',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/webp',
  'text/calendar',
  'text/csv',
  'text/plain',
  'text/vcard',
]);

/** The bare type, where it may be attached: `text/csv; charset=utf-8` is `text/csv`. */
export function attachableType(contentType: string): string | undefined {
  const [type = ''] = contentType.toLowerCase().split(';', 1);
  return TYPES.has(type.trim()) ? type.trim() : undefined;
}
