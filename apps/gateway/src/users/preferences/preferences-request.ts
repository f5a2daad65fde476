import { z } from 'zod';
import { CHANNELS, type Preferences } from '#libs/contracts';
import { check, problems } from '#libs/http';
import type { Types } from '../../notification-types/type-catalog.js';
import { typeName } from '../../notifications/send-notification/notification-request.js';

const choices = z.partialRecord(z.enum(CHANNELS), z.boolean()).meta({ example: { sms: false } });

/** Replaces the user's preferences. Absent means yes; a type's own word beats that of the channel in general. */
export const preferencesRequest = z
  .strictObject({
    channels: choices.default({}),
    types: z
      .record(typeName, choices)
      .default({})
      .meta({ example: { newsletter: { email: false } } }),
  })
  .meta({ id: 'PreferencesRequest' });

export function readPreferences(body: unknown, types: Types): Preferences {
  const preferences = check(preferencesRequest, body);
  const errors = Object.keys(preferences.types)
    .filter((name) => !types.has(name))
    .map((name) => ({
      pointer: `/types/${name}`,
      detail: `there is no such type; it must be one of ${[...types.keys()].join(', ')}`,
    }));
  if (errors.length > 0) throw problems.invalidRequest(errors);
  return preferences;
}
