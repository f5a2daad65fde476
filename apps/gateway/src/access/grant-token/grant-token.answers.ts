import { z } from 'zod';

/** RFC 6749, section 5.1. */
export const grantedTokenAnswer = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int(),
    scope: z.string(),
  })
  .meta({ id: 'GrantedToken' });

/** RFC 6749, section 5.2: OAuth has errors of its own, older than problem+json. */
export const grantErrorAnswer = z
  .object({
    error: z.enum(['invalid_request', 'invalid_client', 'unsupported_grant_type', 'invalid_scope']),
    error_description: z.string(),
  })
  .meta({ id: 'GrantError' });

export type GrantedToken = z.infer<typeof grantedTokenAnswer>;
export type GrantError = z.infer<typeof grantErrorAnswer>;
