import { REASONS } from '#libs/contracts';
import { STATUSES } from '#libs/kernel';
import { inWords, whyItStands } from './in-words.js';

const about = { channel: 'sms', type: 'newsletter', category: 'marketing', dueAt: '2026-06-02T07:00:00.000Z' } as const;

describe('reasons in words', () => {
  it.each(REASONS)('%s has a sentence', (reason) => {
    for (const said of [inWords(reason, about), inWords(reason, { channel: 'in_app' })]) {
      expect(said).toMatch(/^[A-Z].{10,}[^.]$/);
      expect(said).not.toMatch(/undefined|_/);
    }
  });

  it('name what they are about', () => {
    expect(inWords('opted_out_of_category', about)).toBe('The user does not want marketing by SMS');
    expect(inWords('quiet_hours', about)).toContain('at 2026-06-02T07:00:00.000Z');
    expect(inWords('retries_exhausted:http_503', about)).toContain('(http_503)');
  });

  it.each(['http_503', '', 'constructor', '__proto__', undefined])('are not made up for %s', (reason) => {
    expect(inWords(reason, about)).toBeUndefined();
  });
});

describe('why a delivery stands where it stands', () => {
  it('is told of everything that did not go out, with a reason or without one', () => {
    expect(whyItStands({ status: 'EXPIRED' }, about)).toContain('time had passed');
    expect(whyItStands({ status: 'CANCELLED' }, about)).toContain('cancelled');
    expect(whyItStands({ status: 'FAILED', reason: 'no_target' }, about)).toBe('The user has no address for SMS');
    expect(whyItStands({ status: 'FAILED', reason: 'bad_number' }, about)).toBe(
      'The provider did not take it (bad_number)',
    );
    expect(whyItStands({ status: 'BOUNCED' }, about)).toBe('The provider did not take it');
  });

  it('is nothing where nothing stands in the way', () => {
    const fine = STATUSES.filter((status) => ['ACCEPTED', 'PROCESSING', 'SENT', 'DELIVERED', 'READ'].includes(status));
    for (const status of fine) expect(whyItStands({ status }, about)).toBeUndefined();
  });
});
