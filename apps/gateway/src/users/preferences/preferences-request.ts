import { z } from 'zod';
import { CHANNELS, type Preferences } from '#libs/contracts';
import { check, problems } from '#libs/http';
import { hintFor } from '../../notification-types/near-names.js';
import type { Types } from '../../notification-types/type-catalog.js';
import { typeName } from '../../notifications/send-notification/notification-request.js';

const choices = z.partialRecord(z.enum(CHANNELS), z.boolean()).meta({ example: { sms: false } });

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, as 22:00');

const quietHours = z
  .strictObject({
    start: time.meta({ example: '22:00' }),
    end: time.meta({ example: '07:00' }),
    channels: z
      .array(z.enum(CHANNELS))
      .min(1)
      .max(CHANNELS.length)
      .optional()
      .meta({ description: 'Those that keep quiet; absent: all that ring (email, sms, push, chat)' }),
  })
  .refine(({ start, end }) => start !== end, {
    path: ['end'],
    message: 'must differ from start; for no quiet hours at all give null',
  })
  .meta({
    description: "By the clock of the user's time_zone; may pass midnight. What comes then is held until they end",
  });

/** Replaces the user's preferences. What is left out has not been said, and means yes. */
export const preferencesRequest = z
  .strictObject({
    opted_out: z.boolean().default(false).meta({ description: 'true: nothing but what is critical' }),
    types: z
      .record(typeName, choices)
      .default({})
      .meta({ example: { newsletter: { email: false } }, description: 'Beats the word on its category' }),
    categories: z
      .record(typeName, choices)
      .default({})
      .meta({ example: { marketing: { sms: false } }, description: 'Beats the word on the channel' }),
    channels: choices.default({}),
    quiet_hours: quietHours.nullable().default(null),
  })
  .meta({
    id: 'PreferencesRequest',
    example: {
      types: { newsletter: { email: false } },
      channels: { sms: false },
      quiet_hours: { start: '22:00', end: '07:00' },
    },
  });

export function readPreferences(body: unknown, types: Types): Preferences {
  const preferences = check(preferencesRequest, body);
  const categories = new Set([...types.values()].map(({ category }) => category));
  const errors = [
    ...unknownNames('types', preferences.types, [...types.keys()]),
    ...unknownNames('categories', preferences.categories, [...categories]),
  ];
  if (errors.length > 0) throw problems.invalidRequest(errors);
  return preferences;
}

function unknownNames(field: 'types' | 'categories', choices: object, known: readonly string[]) {
  const one = field === 'types' ? 'type' : 'category';
  return Object.keys(choices)
    .filter((name) => !known.includes(name))
    .map((name) => ({ pointer: `/${field}/${name}`, detail: `there is no such ${one}; ${hintFor(name, known)}` }));
}
