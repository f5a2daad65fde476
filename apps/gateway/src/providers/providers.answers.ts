import { z } from 'zod';
import { channel } from '../api-page/answer.js';

export const providerAnswer = z
  .object({
    id: z.uuid(),
    channel,
    kind: z.string(),
    name: z.string(),
    order: z.int(),
    weight: z.int(),
    cost: z.number(),
    only_for: z.array(z.string()),
    per_second: z.int().nullable(),
    enabled: z.boolean(),
    settings: z.record(z.string(), z.unknown()).meta({ description: 'Without what is secret' }),
    secrets: z.array(z.string()).meta({ description: 'Settings that are stored, and never told again' }),
    callbacks: z
      .object({
        url: z.url().meta({ description: 'For the console of the provider: it tells there what became of messages' }),
        inbound_url: z.url().optional().meta({ description: 'Likewise, for messages to its numbers: STOP and START' }),
        missing: z
          .array(z.string())
          .meta({ description: 'Settings without which what it tells is refused; they count within ten seconds' }),
      })
      .optional()
      .meta({ description: 'Absent: the kind tells nothing' }),
    problem: z
      .enum(['unreadable_settings', 'unknown_kind'])
      .optional()
      .meta({ description: 'Why it cannot be used: the tenant is served as if it were switched off' }),
    health: z
      .object({
        state: z.enum(['closed', 'half_open', 'open']).meta({
          description: 'Of its breaker: closed is well, open is not called; the worst that any instance sees',
        }),
        since: z.string(),
        recent_success: z
          .number()
          .meta({ description: 'From 0 to 1, of the last calls; old ones are forgotten within seconds' }),
      })
      .optional()
      .meta({ description: 'Absent: nothing was sent by it in the last minutes' }),
    version: z.int(),
    created_at: z.string(),
    changed_at: z.string(),
  })
  .meta({ id: 'Provider' });

export const providersAnswer = z.object({
  items: z.array(providerAnswer),
  unavailable: z.array(channel).meta({ description: 'Channels that did not answer: theirs are missing' }),
});

export const trialAnswer = z
  .object({
    ok: z.boolean(),
    tried: z.boolean().meta({ description: 'false: there is no harmless call for this kind' }),
    code: z.string().optional(),
    detail: z.string().optional().meta({ description: 'In the words of the provider' }),
  })
  .meta({ id: 'ProviderTrial' });
