import { z } from 'zod';

const part = z.record(z.string(), z.json());

/** What chats take beyond a title and a body, in the words of who is behind them. */
export const chatContent = z.object({
  /** Slack's Block Kit, shown in the place of title and body. */
  blocks: z.array(part).optional(),
  /** WhatsApp: all that reaches somebody who has not written for a day. */
  template: z.object({ name: z.string(), language: z.string(), components: z.array(part).optional() }).optional(),
});

export type ChatContent = z.infer<typeof chatContent>;
