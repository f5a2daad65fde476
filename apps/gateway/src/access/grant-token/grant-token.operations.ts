import { z } from 'zod';
import type { Operation } from '../../api-page/operation.js';
import { grantedTokenAnswer, grantErrorAnswer } from './grant-token.answers.js';

/** For the documentation: a form is read by grant-form.ts. */
const grantForm = z
  .object({
    grant_type: z.literal('client_credentials'),
    scope: z.string().optional().meta({ description: 'Space-separated; all that the key has, if left out' }),
    client_id: z.string().optional().meta({ description: "The key's client id, if not sent by HTTP Basic" }),
    client_secret: z.string().optional().meta({ description: 'The API key, if not sent by HTTP Basic' }),
  })
  .meta({
    id: 'GrantForm',
    example: {
      grant_type: 'client_credentials',
      client_id: '019a8f3c-5a00-7000-8000-000000000001',
      client_secret: 'ck_live_…',
      scope: 'notifications:write',
    },
  });

export const grantTokenOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/oauth/token',
    id: 'grantToken',
    tag: 'Access',
    access: 'anybody',
    summary: 'An access token for an API key, for a while (OAuth 2.0, client credentials)',
    body: grantForm,
    bodyMedia: 'application/x-www-form-urlencoded',
    answers: {
      200: { description: 'Good as long as it says, and no longer than the key', schema: grantedTokenAnswer },
      400: { description: 'Not a request that we can grant; says why', schema: grantErrorAnswer },
      401: { description: 'No such client, or not its secret', schema: grantErrorAnswer },
    },
  },
];
