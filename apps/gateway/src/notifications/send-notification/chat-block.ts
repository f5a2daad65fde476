/** `content.chat`: what only chats have, in the words of who is behind them. What is wrong in it they say themselves. */
import { z } from 'zod';

const part = z.record(z.string().max(256), z.unknown());

export const chatBlock = z.strictObject({
  blocks: z.array(part).min(1).max(50).optional().meta({ description: "Slack's Block Kit, in the place of the text" }),
  template: z
    .strictObject({
      name: z.string().regex(/^[a-z0-9_]{1,512}$/, 'must be small letters, digits and underscores'),
      language: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, 'must be as en or en_US'),
      components: z.array(part).max(20).optional(),
    })
    .optional()
    .meta({ description: 'WhatsApp: all that reaches somebody who has not written to you for a day' }),
});
