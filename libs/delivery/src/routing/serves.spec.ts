import type { Target } from '#libs/contracts';
import type { Provider } from '../provider.js';
import { isFor, placeOf, serves, takesAll } from './serves.js';

const only = (...onlyFor: string[]) => ({ onlyFor });

describe('whom an account serves', () => {
  test.each([
    ['everybody, when it says nothing', only(), 'ada@example.org', true],
    ['everybody, also who is nowhere', only(), undefined, true],
    ['numbers that begin so', only('+49'), '+4915112345', true],
    ['and no others', only('+49'), '+33612345', false],
    ['one of several', only('+33', '+49'), '+4915112345', true],
    ['names that end so', only('.de'), 'ada@mail.example.de', true],
    ['and no others', only('.de'), 'ada@example.dev', false],
    ['a domain', only('Example.com'), 'ada@example.com', true],
    ['with what is under it', only('example.com'), 'ada@mail.example.com', true],
    ['but not one that ends like it', only('example.com'), 'ada@badexample.com', false],
    ['a host', only('example.com'), 'example.com', true],
    ['nobody whose place is not known', only('.de'), undefined, false],
  ])('%s', (_, account, place, served) => {
    expect(serves(account, place)).toBe(served);
  });

  test('a place is what such a target has', () => {
    expect(placeOf({ channel: 'email', email: 'Ada@Example.DE' })).toBe('ada@example.de');
    expect(placeOf({ channel: 'sms', phone: '+4915112345' })).toBe('+4915112345');
    expect(placeOf({ channel: 'chat', kind: 'slack', url: 'https://hooks.example.com/x' })).toBe('hooks.example.com');
    expect(placeOf({ channel: 'chat', kind: 'slack', url: 'no address' })).toBeUndefined();
    expect(placeOf({ channel: 'chat', kind: 'whatsapp', phone: '+4915112345' })).toBe('+4915112345');
    expect(placeOf({ channel: 'in_app', user_id: 'u' })).toBeUndefined();
  });

  const provider = (serves?: Provider['serves']): Provider => ({
    name: 'p',
    group: 1,
    send: () => Promise.resolve([]),
    serves,
  });
  const topic: Target = { channel: 'push', topic: 'news' };
  const phone: Target = { channel: 'push', device_id: 'd', token: 't', platform: 'ios' };

  test('is also its provider’s word', () => {
    const forTopics = { onlyFor: [], provider: provider((target) => 'topic' in target) };
    expect([topic, phone].map((target) => isFor(forTopics, target))).toEqual([true, false]);
    const forAll = { onlyFor: [], provider: provider() };
    expect([topic, phone].map((target) => isFor(forAll, target))).toEqual([true, true]);
    expect([forTopics, forAll, { ...forAll, onlyFor: ['ios'] }].map(takesAll)).toEqual([false, true, false]);
  });

  test('is both, and what cannot be opened is left to whoever is to send it', () => {
    const account = { onlyFor: ['ios'], provider: provider(() => false) };
    expect(isFor(account, phone)).toBe(false);
    expect(isFor({ ...account, onlyFor: [] }, undefined)).toBe(true);
    expect(isFor({ ...account, provider: provider() }, topic)).toBe(false);
  });
});
