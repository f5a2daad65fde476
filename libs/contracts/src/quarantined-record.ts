import { z } from 'zod';
import { instant, sealed, uuid } from './common-fields.js';

/** A record that no one could read. Sealed under the tenant `platform`, since nobody knows whose data it holds. */
export const quarantinedRecord = z.object({
  v: z.literal(1),
  quarantine_id: uuid,
  topic: z.string(),
  partition: z.int(),
  offset: z.string(),
  problem: z.string(),
  at: instant,
  value: sealed,
});

export type QuarantinedRecord = z.infer<typeof quarantinedRecord>;
