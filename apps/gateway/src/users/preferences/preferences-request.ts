import { z } from 'zod';
import { CHANNELS, MAX_NAMED_CHOICES, type Preferences, type PreferencesPatch } from '#libs/contracts';
import { check, problems, type FieldProblem } from '#libs/http';
import { hintFor } from '../../notification-types/near-names.js';
import type { Types } from '../../notification-types/type-catalog.js';
import { typeName } from '../../notifications/send-notification/notification-request.js';

const choices = z.partialRecord(z.enum(CHANNELS), z.boolean()).meta({ example: { sms: false } });

/** Words by the names of types or of categories. */
const named = <Words extends z.ZodType>(said: Words) =>
  z
    .record(typeName, said)
    .refine((all) => Object.keys(all).length <= MAX_NAMED_CHOICES, `must have at most ${MAX_NAMED_CHOICES} entries`)
    .meta({ maxProperties: MAX_NAMED_CHOICES });

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, as 22:00');

const quietChannels = z
  .array(z.enum(CHANNELS))
  .min(1)
  .max(CHANNELS.length)
  .meta({ description: 'Those that keep quiet; absent: all that ring (email, sms, push, chat)' });

const quietHours = z
  .strictObject({
    start: time.meta({ example: '22:00' }),
    end: time.meta({ example: '07:00' }),
    channels: quietChannels.optional(),
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
    types: named(choices)
      .default({})
      .meta({ example: { newsletter: { email: false } }, description: 'Beats the word on its category' }),
    categories: named(choices)
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

const words = z.partialRecord(z.enum(CHANNELS), z.boolean().nullable());

/** A merge patch (RFC 7396) of the same. */
export const preferencesPatch = z
  .strictObject({
    opted_out: z.boolean().nullish(),
    types: named(words.nullable())
      .nullish()
      .meta({ example: { newsletter: { email: false } } }),
    categories: named(words.nullable()).nullish(),
    channels: words.nullish(),
    quiet_hours: z
      .strictObject({ start: time.optional(), end: time.optional(), channels: quietChannels.nullish() })
      .nullish(),
  })
  .meta({ id: 'PreferencesPatch', description: 'What is left out stays, null takes a word back' });

/**
 * Names that are stored already pass, so that what was read can be written back when a type has gone meanwhile. To leave them out
 * without a word would lose an opt-out that counts again when the type comes back.
 */
export async function readPreferences(
  body: unknown,
  types: Types,
  stored: () => Promise<Preferences>,
): Promise<Preferences> {
  const preferences = check(preferencesRequest, body);
  const errors = unknownTo(preferences.types, preferences.categories, types);
  if (errors.length === 0) return preferences;
  const { types: ofTypes, categories: ofCategories } = await stored();
  const had = new Set([...pointersOf('types', ofTypes), ...pointersOf('categories', ofCategories)]);
  refuse(errors.filter(({ pointer }) => !had.has(pointer)));
  return preferences;
}

export function readPatch(body: unknown, types: Types): PreferencesPatch {
  const patch = check(preferencesPatch, body);
  refuse(unknownTo(saying(patch.types), saying(patch.categories), types));
  return patch;
}

/** What was said of a type that is no more can still be taken back. */
const saying = (named: PreferencesPatch['types']): object =>
  Object.fromEntries(
    Object.entries(named ?? {}).filter(([, said]) => Object.values(said ?? {}).some((word) => word !== null)),
  );

function unknownTo(ofTypes: object, ofCategories: object, types: Types): FieldProblem[] {
  const categories = new Set([...types.values()].map(({ category }) => category));
  return [
    ...unknownNames('types', ofTypes, [...types.keys()]),
    ...unknownNames('categories', ofCategories, [...categories]),
  ];
}

function refuse(errors: readonly FieldProblem[]): void {
  if (errors.length > 0) throw problems.invalidRequest(errors);
}

const pointersOf = (field: 'types' | 'categories', choices: object): string[] =>
  Object.keys(choices).map((name) => pointerTo(field, name));

const pointerTo = (field: string, name: string): string => `/${field}/${name}`;

function unknownNames(field: 'types' | 'categories', choices: object, known: readonly string[]) {
  const one = field === 'types' ? 'type' : 'category';
  return Object.keys(choices)
    .filter((name) => !known.includes(name))
    .map((name) => ({ pointer: pointerTo(field, name), detail: `there is no such ${one}; ${hintFor(name, known)}` }));
}
