import fc from 'fast-check';
import { CHANNELS, MAX_NAMED_CHOICES, NO_PREFERENCES, type Preferences, type PreferencesPatch } from '#libs/contracts';
import { InvalidPreferencesError, patchPreferences, TooManyChoicesError } from './patch-preferences.js';
import type { ProfileDocument } from './profile-document.js';

const document = (preferences: Partial<Preferences> = {}): ProfileDocument => ({
  reachable: { devices: [], webhooks: [] },
  preferences: { ...NO_PREFERENCES, ...preferences },
  locale: null,
  time_zone: null,
});
const after = (preferences: Partial<Preferences>, patch: PreferencesPatch) =>
  patchPreferences(patch)(document(preferences)).preferences;

const channel = fc.constantFrom(...CHANNELS);
const name = fc.constantFrom('newsletter', 'order_update', 'constructor', 'toString');
const choices = fc.dictionary(channel, fc.boolean());
const said = fc.dictionary(channel, fc.option(fc.boolean()));
const some = fc.record({
  opted_out: fc.boolean(),
  types: fc.dictionary(name, choices),
  categories: fc.dictionary(name, choices),
  channels: choices,
  quiet_hours: fc.constantFrom(null, { start: '22:00', end: '07:00' }),
}) as fc.Arbitrary<Preferences>;
const somePatch = fc.record(
  {
    opted_out: fc.option(fc.boolean()),
    types: fc.option(fc.dictionary(name, fc.option(said))),
    categories: fc.option(fc.dictionary(name, fc.option(said))),
    channels: fc.option(said),
    quiet_hours: fc.constantFrom(null, { start: '21:00', end: '06:00' }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<PreferencesPatch>;

describe('a patch of what a user wants', () => {
  test('changes the words that it has, and leaves the others', () => {
    const before = { types: { newsletter: { email: true, sms: false } }, channels: { push: false } };
    expect(
      after(before, { types: { newsletter: { email: false } }, categories: { marketing: { sms: false } } }),
    ).toEqual({
      ...NO_PREFERENCES,
      types: { newsletter: { email: false, sms: false } },
      categories: { marketing: { sms: false } },
      channels: { push: false },
    });
  });

  test.each(['types', 'categories'] as const)('may be small and add up: %s have a most', (field) => {
    const names = (from: number, count: number, said: object = { email: false }) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`name-${from + i}`, said]));
    const full = { [field]: names(0, MAX_NAMED_CHOICES) };
    expect(() => after(full, { [field]: names(MAX_NAMED_CHOICES, 1) })).toThrow(TooManyChoicesError);
    expect(Object.keys(after(full, { [field]: names(1, 1, { sms: false }) })[field])).toHaveLength(MAX_NAMED_CHOICES);
    const inStead = { ...names(MAX_NAMED_CHOICES, 1), 'name-0': null };
    expect(Object.keys(after(full, { [field]: inStead })[field])).toHaveLength(MAX_NAMED_CHOICES);
    const over = { [field]: names(0, MAX_NAMED_CHOICES + 2) };
    expect(Object.keys(after(over, { [field]: { 'name-0': null } })[field])).toHaveLength(MAX_NAMED_CHOICES + 1);
  });

  test('takes back what it calls null, and leaves no name without words', () => {
    const before = { types: { newsletter: { email: false }, tips: { sms: true, email: true } }, opted_out: true };
    expect(after(before, { types: { newsletter: { email: null }, tips: { sms: null } }, opted_out: null })).toEqual({
      ...NO_PREFERENCES,
      types: { tips: { email: true } },
    });
    expect(after(before, { types: { tips: null } }).types).toEqual({ newsletter: { email: false } });
    expect(after(before, { types: null }).types).toEqual({});
    expect(after({ channels: { sms: false } }, { channels: null }).channels).toEqual({});
  });

  test('moves one end of the quiet hours, and keeps the channels they are for', () => {
    const quiet_hours = { start: '22:00', end: '07:00', channels: ['sms'] as const };
    expect(after({ quiet_hours }, { quiet_hours: { end: '06:00' } }).quiet_hours).toEqual({
      ...quiet_hours,
      end: '06:00',
    });
    expect(after({ quiet_hours }, { quiet_hours: { channels: null } }).quiet_hours).toEqual({
      start: '22:00',
      end: '07:00',
    });
    expect(after({ quiet_hours }, { quiet_hours: null }).quiet_hours).toBeNull();
  });

  test.each([[{ start: '22:00' }], [{ channels: ['sms'] as const }], [{ start: '22:00', end: '22:00' }], [{}]])(
    'is refused where quiet hours of %j would come of nothing',
    (quiet_hours) => expect(() => after({}, { quiet_hours })).toThrow(InvalidPreferencesError),
  );

  test('that says what is so already gives the very same document back', () => {
    fc.assert(
      fc.property(some, somePatch, (preferences, patch) => {
        const once = patchPreferences(patch)(document(preferences));
        expect(patchPreferences(patch)(once)).toBe(once);
      }),
    );
    const before = document({ channels: { sms: false } });
    expect(patchPreferences({})(before)).toBe(before);
  });

  test('and another one of other words come to the same in either order', () => {
    const of = (type: string) => fc.record({ types: fc.record({ [type]: said }) });
    fc.assert(
      fc.property(some, of('newsletter'), of('order_update'), (preferences, a, b) => {
        const [ab, ba] = [
          [a, b],
          [b, a],
        ].map((patches) =>
          patches.reduce((doc, patch) => patchPreferences(patch as PreferencesPatch)(doc), document(preferences)),
        );
        expect(ab?.preferences).toEqual(ba?.preferences);
      }),
    );
  });
});
