/**
 * A merge patch (RFC 7396) of what a user wants: each word by itself, so that two who change different words at once both find
 * theirs kept. Nothing is left of what has been taken back: no word on a channel, no name without words.
 */
import {
  MAX_NAMED_CHOICES,
  type Choices,
  type ChoicesPatch,
  type NamedChoicesPatch,
  type Preferences,
  type PreferencesPatch,
  type QuietHours,
  type QuietHoursPatch,
} from '#libs/contracts';
import { CarillonError } from '#libs/kernel';
import type { Change } from './change-profile.js';

export class InvalidPreferencesError extends CarillonError {
  constructor(detail: string) {
    super('invalid_preferences', `The preferences would not be valid: ${detail}`, { level: 'debug', detail });
  }
}

/** Patches may each be small, and add up. */
export class TooManyChoicesError extends CarillonError {
  constructor(field: 'types' | 'categories') {
    const detail = `would have more than ${MAX_NAMED_CHOICES} entries; take some back first`;
    super(`too_many_${field}`, `The ${field} of a user ${detail}`, { level: 'debug', detail });
  }
}

export const patchPreferences =
  (patch: PreferencesPatch): Change =>
  (document) => {
    const preferences = merged(document.preferences, patch);
    return JSON.stringify(preferences) === JSON.stringify(document.preferences)
      ? document
      : { ...document, preferences };
  };

const merged = (before: Preferences, patch: PreferencesPatch): Preferences => ({
  ...before,
  opted_out: patch.opted_out === undefined ? before.opted_out : (patch.opted_out ?? false),
  types: named('types', before, patch),
  categories: named('categories', before, patch),
  channels: words(before.channels, patch.channels),
  quiet_hours: quietHours(before.quiet_hours, patch.quiet_hours),
});

type NamedChoices = Preferences['types'];

function named(field: 'types' | 'categories', preferences: Preferences, patches: PreferencesPatch): NamedChoices {
  const [before, patch]: [NamedChoices, NamedChoicesPatch | null | undefined] = [preferences[field], patches[field]];
  if (patch === undefined) return before;
  if (patch === null) return {};
  // Names are the tenants', and may be called like something that every object has.
  const after = new Map(Object.entries(before));
  for (const [name, said] of Object.entries(patch)) {
    const left = words(after.get(name) ?? {}, said);
    if (Object.keys(left).length > 0) after.set(name, left);
    else after.delete(name);
  }
  if (after.size > MAX_NAMED_CHOICES && after.size > Object.keys(before).length) throw new TooManyChoicesError(field);
  return Object.fromEntries(after);
}

function words(before: Choices, patch: ChoicesPatch | null | undefined): Choices {
  if (patch === undefined) return before;
  const after = Object.entries({ ...before, ...patch }).filter(([, word]) => word !== null && word !== undefined);
  return patch === null ? {} : Object.fromEntries(after);
}

function quietHours(before: QuietHours | null, patch: QuietHoursPatch | null | undefined): QuietHours | null {
  if (patch === undefined) return before;
  if (patch === null) return null;
  const { start = before?.start, end = before?.end } = patch;
  const channels = patch.channels === undefined ? before?.channels : (patch.channels ?? undefined);
  if (start === undefined || end === undefined)
    throw new InvalidPreferencesError('quiet hours have a start and an end');
  if (start === end) throw new InvalidPreferencesError('quiet hours end at another time than they start');
  return { start, end, ...(channels === undefined ? {} : { channels }) };
}
