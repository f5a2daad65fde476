import { z } from 'zod';
import { ROLES, SCOPES } from '#libs/contracts';

const apiKey = z.object({
  id: z.uuid(),
  client_id: z.uuid().meta({ description: 'Stays the same when the key is rotated' }),
  name: z.string(),
  prefix: z.string().meta({ description: 'How the key begins, to tell it from others', example: 'ck_live_ab12…' }),
  mode: z.enum(['live', 'test']),
  status: z.enum(['active', 'expired', 'revoked']),
  role: z.enum(ROLES).nullable(),
  scopes: z.array(z.enum(SCOPES)),
  allowed_addresses: z.array(z.string()),
  redirect: z.object({ email: z.string().optional(), phone: z.string().optional() }).optional(),
  created_at: z.string(),
  expires_at: z.string().nullable(),
  revoked_at: z.string().nullable(),
  last_used_at: z.string().nullable().meta({ description: 'To the minute' }),
});

export const apiKeyAnswer = apiKey.meta({ id: 'ApiKey' });

export const newApiKeyAnswer = apiKey
  .extend({ key: z.string().meta({ description: 'Shown now and never again' }) })
  .meta({ id: 'NewApiKey' });
