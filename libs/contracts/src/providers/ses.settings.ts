import { z } from 'zod';
import { oneLine } from './setting.js';

/** What an account of Amazon SES says. */
export const sesSettings = z.strictObject({
  region: oneLine(32)
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region, as eu-central-1')
    .meta({ description: 'Of the account', example: 'eu-central-1' }),
  access_key_id: oneLine(128).meta({ description: 'May send by SES v2', example: 'AKIAIOSFODNN7EXAMPLE' }),
  secret_access_key: oneLine(4_096).meta({
    description: 'Of that key',
    example: 'secret',
    writeOnly: true,
    secret: true,
  }),
  configuration_set: oneLine(64)
    .regex(/^[\w-]+$/, 'must be the name of a configuration set')
    .optional()
    .meta({ description: 'Says where events go: without one nobody hears what became of a mail', example: 'events' }),
  topic_arns: z
    .array(
      oneLine(512)
        .regex(/^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[\w.-]+$/, 'must be the ARN of a topic of SNS')
        .meta({ example: 'arn:aws:sns:eu-central-1:000000000000:ses' }),
    )
    .min(1)
    .max(10)
    .optional()
    .meta({
      description: 'By way of these topics of SNS it tells what became of mails',
      example: ['arn:aws:sns:eu-central-1:000000000000:ses'],
    }),
  from: oneLine(200)
    .regex(/@/, 'must be an address')
    .meta({ description: 'The sender: `Name <address>` or the bare address', example: 'Shop <shop@example.com>' }),
});
