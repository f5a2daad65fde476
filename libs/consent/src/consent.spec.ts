import fc from 'fast-check';
import { CHANNELS, NO_PREFERENCES, type Preferences } from '#libs/contracts';
import { consentTo, type TypeRules } from './consent.js';

const at = new Date('2026-06-01T23:00:00Z');
const newsletter: TypeRules = { name: 'newsletter', category: 'marketing', critical: false, quiet_hours: 'hold' };
const ask = (said: Partial<Preferences>, type: Partial<TypeRules> = {}, user: object = {}) =>
  consentTo({ preferences: { ...NO_PREFERENCES, ...said }, ...user }, { ...newsletter, ...type }, 'email', at);

describe('consent', () => {
  it.each([
    ['nothing said', {}, { answer: 'yes', rule: 'default' }],
    ['the channel', { channels: { email: false } }, { answer: 'no', reason: 'opted_out_of_channel' }],
    [
      'the category before the channel',
      { channels: { email: false }, categories: { marketing: { email: true } } },
      { answer: 'yes', rule: 'category' },
    ],
    [
      'the type before its category',
      { categories: { marketing: { email: true } }, types: { newsletter: { email: false } } },
      { answer: 'no', reason: 'opted_out_of_type' },
    ],
    [
      'everything before the type',
      { opted_out: true, types: { newsletter: { email: true } } },
      { answer: 'no', reason: 'opted_out_of_all', status: 'UNSUBSCRIBED' },
    ],
    ['another channel', { types: { newsletter: { sms: false } } }, { answer: 'yes', rule: 'default' }],
  ])('follows the most particular word: %s', (_, said, expected) => {
    expect(ask(said)).toMatchObject(expected);
  });

  it('is not asked for what is critical, at any hour', () => {
    const said = { opted_out: true, quiet_hours: { start: '22:00', end: '07:00' } };
    expect(ask(said, { critical: true })).toEqual({ answer: 'yes', rule: 'critical' });
  });

  it('does not help an address that must not be used', () => {
    expect(ask({}, { critical: true }, { suppressed: { email: 'hard_bounce' } })).toEqual({
      answer: 'no',
      status: 'SUPPRESSED',
      reason: 'suppressed_hard_bounce',
    });
  });

  it('waits for the end of quiet hours, where the channel rings and the type does not mind', () => {
    const quiet_hours = { start: '22:00', end: '07:00' };
    expect(ask({ quiet_hours })).toMatchObject({ answer: 'later', until: new Date('2026-06-02T07:00:00Z') });
    expect(ask({ quiet_hours }, { quiet_hours: 'ignore' })).toMatchObject({ answer: 'yes' });
    expect(ask({ quiet_hours: { ...quiet_hours, channels: ['sms'] } })).toMatchObject({ answer: 'yes' });
    const inbox = consentTo({ preferences: { ...NO_PREFERENCES, quiet_hours } }, newsletter, 'in_app', at);
    expect(inbox).toMatchObject({ answer: 'yes' });
  });

  it('takes names for names, also those that every object has', () => {
    expect(ask({}, { name: 'constructor', category: '__proto__' })).toMatchObject({ answer: 'yes' });
  });

  it('is the same for every channel that nothing was said of', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CHANNELS), fc.constantFrom(...CHANNELS), (said, asked) => {
        fc.pre(said !== asked);
        const preferences = { ...NO_PREFERENCES, channels: { [said]: false } };
        expect(consentTo({ preferences }, newsletter, asked, at)).toEqual({ answer: 'yes', rule: 'default' });
      }),
    );
  });
});
