/** SES v2's requests, by its API reference. */
import { z } from 'zod';

const tags = z.array(z.object({ Name: z.string().regex(/^[\w-]{1,256}$/), Value: z.string().regex(/^[\w-]{1,256}$/) }));
const headers = z.array(
  z.object({ Name: z.string().regex(/^[!-9;-@A-~]{1,126}$/), Value: z.string().regex(/^[ -~]{1,870}$/) }),
);
const attachments = z.array(
  z.object({ FileName: z.string().min(1).max(255), ContentType: z.string().optional(), RawContent: z.base64() }),
);
const part = z.object({ Data: z.string(), Charset: z.string().optional() });
const destination = z.object({ ToAddresses: z.array(z.string()).min(1).max(50) });

const envelope = {
  FromEmailAddress: z.string(),
  ReplyToAddresses: z.array(z.string()).optional(),
  ConfigurationSetName: z.string().optional(),
};

export const sesEmail = z.object({
  ...envelope,
  Destination: destination,
  EmailTags: tags.optional(),
  Content: z.object({
    Simple: z.object({
      Subject: part,
      Body: z.object({ Text: part.optional(), Html: part.optional() }),
      Headers: headers.optional(),
      Attachments: attachments.optional(),
    }),
  }),
});

export const sesBulk = z.object({
  ...envelope,
  DefaultEmailTags: tags.optional(),
  DefaultContent: z.object({
    Template: z.object({
      TemplateContent: z.object({ Subject: z.string(), Text: z.string().optional(), Html: z.string().optional() }),
      TemplateData: z.string().max(262_144).default('{}'),
      Attachments: attachments.optional(),
    }),
  }),
  BulkEmailEntries: z
    .array(
      z.object({
        Destination: destination,
        ReplacementTags: tags.optional(),
        ReplacementHeaders: headers.optional(),
        ReplacementEmailContent: z
          .object({ ReplacementTemplate: z.object({ ReplacementTemplateData: z.string().max(262_144).optional() }) })
          .optional(),
      }),
    )
    .min(1)
    .max(50),
});

export type SesEmail = z.infer<typeof sesEmail>;
export type SesBulk = z.infer<typeof sesBulk>;
export type SesBulkEntry = SesBulk['BulkEmailEntries'][number];

export const tagsOf = (list: z.infer<typeof tags> | undefined): Record<string, string> =>
  Object.fromEntries((list ?? []).map(({ Name, Value }) => [Name, Value]));

export const headerOf = (list: z.infer<typeof headers> | undefined, name: string): string | undefined =>
  list?.find(({ Name }) => Name.toLowerCase() === name)?.Value;

const MAIL = /^[\x21-\x7e]+@[a-z0-9.-]+$/i;

export const isAddress = (address: string): boolean => MAIL.test(address);

/** Inline templates know simple placeholders only; what they are filled with is not read again. */
export function filled(template: string | undefined, data: Readonly<Record<string, string>>): string | undefined {
  return template?.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => data[name] ?? '');
}
