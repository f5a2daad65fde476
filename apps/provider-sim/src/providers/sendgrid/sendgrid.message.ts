import { z } from 'zod';

const person = z.object({ email: z.string(), name: z.string().nullish() });
const texts = z.record(z.string(), z.string());

const personalization = z.object({
  to: z.array(person).min(1),
  cc: z.array(person).optional(),
  bcc: z.array(person).optional(),
  subject: z.string().optional(),
  headers: texts.optional(),
  substitutions: texts.optional(),
  custom_args: texts.optional(),
});

export const sendgridMessage = z.object({
  personalizations: z.array(personalization).min(1).max(1_000),
  from: person,
  reply_to: person.optional(),
  attachments: z
    .array(z.object({ filename: z.string().min(1), content: z.base64(), type: z.string().optional() }))
    .optional(),
  subject: z.string().optional(),
  content: z
    .array(z.object({ type: z.string().min(1), value: z.string().min(1) }))
    .min(1)
    .optional(),
  template_id: z.string().optional(),
  headers: texts.optional(),
  custom_args: texts.optional(),
  mail_settings: z.object({ sandbox_mode: z.object({ enable: z.boolean() }).optional() }).optional(),
});

export type SendgridMessage = z.infer<typeof sendgridMessage>;

export interface FieldError {
  readonly message: string;
  readonly field: string | null;
  readonly help: string | null;
}

export const fieldError = (message: string, field: string | null = null): FieldError => ({
  message,
  field,
  help: null,
});

const MAIL = /^[^\s@]+@[^\s@]+$/;

export const recipientsOf = (one: SendgridMessage['personalizations'][number]): string[] =>
  [...one.to, ...(one.cc ?? []), ...(one.bcc ?? [])].map(({ email }) => email);

/** Headers that are SendGrid's own to write. */
const RESERVED = new Set(
  ['x-sg-id', 'x-sg-eid', 'received', 'dkim-signature', 'content-type', 'content-transfer-encoding'].concat([
    'to',
    'from',
    'subject',
    'reply-to',
    'cc',
    'bcc',
  ]),
);

const headersBroken = (headers: Readonly<Record<string, string>> = {}): boolean =>
  Object.entries(headers).some(([name, value]) => RESERVED.has(name.toLowerCase()) || !/^[\x20-\x7e]*$/.test(value));

/** What SendGrid checks beyond the types. */
export function rulesBroken(message: SendgridMessage): FieldError[] {
  const errors: FieldError[] = [];
  if (!message.content && !message.template_id)
    errors.push(fieldError('Unless a valid template_id is provided, the content parameter is required.', 'content'));
  if (!MAIL.test(message.from.email))
    errors.push(fieldError('The from email does not contain a valid address.', 'from.email'));
  let recipients = 0;
  message.personalizations.forEach((one, index) => {
    const emails = recipientsOf(one);
    recipients += emails.length;
    const at = `personalizations.${index}`;
    if (!message.template_id && !one.subject && !message.subject)
      errors.push(fieldError('The subject is required.', `${at}.subject`));
    if (emails.some((email) => !MAIL.test(email)))
      errors.push(fieldError('Does not contain a valid address.', `${at}.to`));
    if (headersBroken(one.headers)) errors.push(fieldError('A header is reserved or not valid.', `${at}.headers`));
    if (new Set(emails.map((email) => email.toLowerCase())).size < emails.length)
      errors.push(fieldError('Each email address in the personalization block should be unique.', at));
  });
  if (recipients > 1_000) errors.push(fieldError('No more than 1000 recipients per request.', 'personalizations'));
  return errors;
}
