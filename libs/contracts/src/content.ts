import { z } from 'zod';
import { emailContent } from './content/email-content.js';
import { chatContent } from './content/chat-content.js';

/** What the recipient reads. Sealed wherever it is kept or carried. */
export const content = z.object({
  title: z.string(),
  body: z.string(),
  data: z.record(z.string(), z.json()).optional(),
  email: emailContent.optional(),
  chat: chatContent.optional(),
});

export type Content = z.infer<typeof content>;
