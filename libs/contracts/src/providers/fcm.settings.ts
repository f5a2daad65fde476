import { z } from 'zod';
import { setting } from './setting.js';

/** The JSON that Google gives out for a service account: what we do not use of it is left out, `token_uri` too, which is always Google's. */
const serviceAccount = z.object({
  project_id: setting('The project', 'demo').regex(/^[a-z0-9:.-]+$/, 'must be the id of a project'),
  client_email: setting('The account', 'carillon@demo.iam.gserviceaccount.com'),
  private_key: z
    .string()
    .min(1)
    .max(8_192)
    .regex(/PRIVATE KEY/, 'must be a private key in PEM'),
  private_key_id: setting('Which of its keys', '0123456789abcdef').optional(),
});

export const fcmSettings = z.strictObject({
  service_account: serviceAccount.meta({
    description: 'The JSON that Google gives out for a service account, whole',
    writeOnly: true,
    secret: true,
    example: {
      project_id: 'demo',
      client_email: 'carillon@demo.iam.gserviceaccount.com',
      private_key: '-----BEGIN PRIVATE KEY-----',
    },
  }),
});
