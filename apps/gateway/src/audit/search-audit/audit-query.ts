import { z } from 'zod';
import { pageCursor } from '../../page-cursor.js';

const time = z.iso.datetime({ offset: true, error: 'must be a time in ISO 8601, as 2026-01-31T12:00:00Z' });
const id = z.string().regex(/^[\x21-\x7e]{1,256}$/, 'must be an id');

export const auditQuery = z.strictObject({
  from: time.optional().meta({ description: 'At this time or later; 31 days before the end, if left out' }),
  to: time.optional().meta({ description: 'Before this time; now, if left out' }),
  actor: id.optional().meta({ description: 'The id of a client, or of one of its keys' }),
  action: id.optional().meta({ description: 'The operationId of a call' }),
  outcome: z.enum(['allowed', 'refused']).optional(),
  cursor: pageCursor.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

export type AuditQuery = z.output<typeof auditQuery>;
