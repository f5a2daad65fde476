import { z } from 'zod';

export const auditEventAnswer = z
  .object({
    id: z.uuid(),
    at: z.string().meta({ description: 'Of calls that are counted together, the minute in which they came' }),
    actor: z.string().optional().meta({ description: 'The client; of types that a file brings: file' }),
    key_id: z.string().optional().meta({ description: 'Which of its credentials' }),
    action: z.string().meta({ description: 'The operationId of the call' }),
    outcome: z.enum(['allowed', 'refused']),
    reason: z.string().optional(),
    target: z.string().optional().meta({ description: 'The id of what was changed' }),
    details: z.record(z.string(), z.unknown()).optional(),
    address: z.string().optional().meta({ description: 'The network that the call came from' }),
    count: z.int(),
  })
  .meta({ id: 'AuditEvent' });

export type AuditEvent = z.infer<typeof auditEventAnswer>;
