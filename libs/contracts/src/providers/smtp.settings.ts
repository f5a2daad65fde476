import { z } from 'zod';
import { oneLine } from './setting.js';

/** What an account of a mail server says. There is no way without TLS and without logging in. */
export const smtpSettings = z.strictObject({
  host: oneLine(253)
    .regex(/^[a-z0-9.:-]+$/i, 'must be a name or an address')
    .meta({ description: 'In the public internet', example: 'smtp.example.com' }),
  port: z.int().min(1).max(65_535).meta({ description: 'As a rule 465 or 587', example: 587 }),
  tls: z
    .enum(['implicit', 'starttls'])
    .meta({ description: '`implicit` from the first byte, as on 465; `starttls` on 587', example: 'starttls' }),
  user: oneLine(256).meta({ description: 'To log in by', example: 'shop' }),
  password: oneLine(4_096).meta({ description: 'Of that user', example: 'secret', writeOnly: true, secret: true }),
  from: oneLine(200)
    .regex(/@/, 'must be an address')
    .meta({ description: 'The sender: `Name <address>` or the bare address', example: 'Shop <shop@example.com>' }),
});
