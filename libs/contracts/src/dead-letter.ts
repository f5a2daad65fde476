import { z } from 'zod';
import { instant, uuid } from './common-fields.js';
import { dispatchRecord } from './dispatch-record.js';

/** A delivery that was given up: the value of a record in `dead-letter.<channel>`. Its record can be replayed as it is. */
export const deadLetter = z.object({
  v: z.literal(1),
  dead_letter_id: uuid,
  reason: z.string(),
  at: instant,
  record: dispatchRecord,
});

export type DeadLetter = z.infer<typeof deadLetter>;
