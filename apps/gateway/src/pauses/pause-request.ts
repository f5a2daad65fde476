import { z } from 'zod';
import { CHANNELS } from '#libs/contracts';

/** The name of a pause, which its tenant gives it. */
export const PAUSE_ID = /^[a-zA-Z0-9][\w.-]{0,63}$/;

export const pauseRequest = z
  .strictObject({
    channels: z
      .array(z.enum(CHANNELS))
      .min(1)
      .max(CHANNELS.length)
      .transform((given) => [...new Set(given)])
      .default([...CHANNELS])
      .meta({ description: 'Left out: all' }),
    notification_type: z
      .string()
      .regex(/^[\w.-]+$/, 'must be the name of a type')
      .max(100)
      .optional()
      .meta({ description: 'Left out: all types' }),
    provider: z
      .string()
      .regex(/^[\w-]+$/, 'must be the id of an account, or a kind of provider')
      .max(64)
      .optional()
      .meta({
        description: 'An account by its id, or a kind; what can go by another one goes on. Left out: all',
        example: 'sendgrid',
      }),
    note: z
      .string()
      .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters')
      .max(500)
      .optional()
      .meta({ description: 'Why, for people; never personal data' }),
    until: z.iso
      .datetime({ offset: true, error: 'must be a time in ISO 8601, as 2027-01-31T12:00:00Z' })
      .refine((time) => Date.parse(time) > Date.now(), 'must lie ahead')
      .refine((time) => Date.parse(time) <= Date.parse('9999-12-31T23:59:59Z'), 'must lie before the year 10000')
      .transform((time) => new Date(time).toISOString())
      .optional()
      .meta({ description: 'When it ends by itself; left out: when it is deleted' }),
  })
  .meta({
    id: 'PauseRequest',
    description: 'What matches all of it is held',
    example: { channels: ['email'], notification_type: 'newsletter', note: 'The shop is down' },
  });
