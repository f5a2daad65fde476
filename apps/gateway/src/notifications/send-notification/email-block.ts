/** `content.email`: what only a mail has. Every value that becomes a header is one line here already. */
import { z } from 'zod';
import { ATTACHMENT_LIMITS, attachableType } from '#libs/contracts';
import { email } from '../../contact/email.js';

const line = z.string().regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');

/** A record of Kafka has 1 MB at most, and sealing makes a third more of what is in it. */
const MOST_BYTES = 600_000;

const HTTPS = /^https:\/\/[^\s@]+$/;

const attachment = z.strictObject({
  url: line
    .max(2_048)
    .refine((text) => HTTPS.test(text) && URL.canParse(text), 'must be an https address without a user')
    .meta({ format: 'uri', description: 'Fetched when the mail leaves', example: 'https://files.example.com/12.pdf' }),
  filename: line
    .min(1)
    .max(120)
    .regex(/^[^/\\]*$/, 'must not contain slashes')
    .meta({ example: 'invoice.pdf' }),
  content_type: line
    .max(120)
    .refine((text) => attachableType(text) !== undefined, 'is not a type that may be attached')
    .optional()
    .meta({ description: 'By default what the address answers with; documents, pictures and dates only' }),
});

export const emailBlock = z.strictObject({
  subject: line.min(1).max(500).optional().meta({ description: 'In the place of the title' }),
  html: z.string().min(1).max(200_000).optional().meta({ description: 'Beside the body, which is the text' }),
  reply_to: email.optional(),
  attachments: z.array(attachment).min(1).max(ATTACHMENT_LIMITS.count).optional(),
});

interface Lengths {
  readonly body: string;
  readonly email?: { readonly html?: string | undefined } | undefined;
}

/** Counts only where there is something to count: a body alone is short enough by its own limit. */
export const fitsMail = ({ body, email: block }: Lengths): boolean =>
  block?.html === undefined || Buffer.byteLength(body) + Buffer.byteLength(block.html) <= MOST_BYTES;
