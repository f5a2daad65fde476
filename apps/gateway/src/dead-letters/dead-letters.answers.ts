import { z } from 'zod';
import { DEAD_LETTER_STATES } from '#libs/contracts';
import { channel, priority } from '../api-page/answer.js';
import { historyAnswer } from '../stuck/stuck.answers.js';

const state = z
  .enum(DEAD_LETTER_STATES)
  .meta({ description: '`resolved`: it turned out to have arrived; nothing is to be done' });

const deadLetter = z.object({
  id: z.uuid(),
  channel,
  delivery_id: z.uuid(),
  notification_id: z.uuid(),
  notification_type: z.string(),
  priority,
  user_id: z.string().optional(),
  test: z.literal(true).optional(),
  reason: z.string(),
  why: z.string().optional().meta({ description: 'In words' }),
  provider: z.string().optional().meta({ description: 'The last that was called' }),
  attempts: z.int().meta({ description: 'How often it was tried' }),
  unsettled_claims: z.int().meta({ description: 'How often in a row nobody learnt what came of it' }),
  accepted_at: z.string(),
  last_attempt_at: z.string().optional(),
  died_at: z.string(),
  state,
  replay_of: z.uuid().optional().meta({ description: 'The dead delivery in whose place this one went' }),
  replayed_as: z.array(z.uuid()).meta({ description: 'The deliveries that went in its place, first to last' }),
  closed_at: z.string().optional(),
  closed_by: z.string().optional().meta({ description: 'The client that replayed or discarded it' }),
});

export const deadLetterAnswer = deadLetter.meta({ id: 'DeadLetter' });

export const deadLetterDetailAnswer = deadLetter
  .extend({
    history: historyAnswer.meta({ description: 'Each attempt that did not simply go well, oldest first' }),
    discarded_because: z.string().optional(),
  })
  .meta({ id: 'DeadLetterDetail' });

export const replayedLetterAnswer = z
  .object({
    id: z.uuid().meta({ description: 'The new delivery' }),
    notification_id: z.uuid(),
    channel,
    replay_of: z.uuid().meta({ description: 'The dead delivery' }),
    expires_at: z.string().optional(),
    expiry_renewed: z.literal(true).optional().meta({ description: 'It had expired, and has its whole time again' }),
  })
  .meta({ id: 'ReplayedLetter' });

export const discardedLetterAnswer = z.object({ id: z.uuid(), state }).meta({ id: 'DiscardedLetter' });
