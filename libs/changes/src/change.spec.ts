import { jest } from '@jest/globals';
import { announce, announced, forgetIn, type Change } from './change.js';

const KINDS = ['types', 'limits', 'key'] as const;

describe('a change', () => {
  it.each<Change<(typeof KINDS)[number]>>([
    { what: 'types', id: 'acme' },
    { what: 'limits', id: 'a:b' },
    { what: 'key', id: '01a1fd08-bed7-7348-9eea-7571e4822468' },
  ])('is heard as it was announced: %j', (change) => {
    expect(announced(announce(change).values[0] as string, KINDS)).toEqual(change);
  });

  it.each(['', 'colours:acme', 'constructor:acme'])('of a kind that is not known (%j) is none', (payload) =>
    expect(announced(payload, KINDS)).toBeUndefined(),
  );

  it('is forgotten where it is kept, and all of it where nobody knows what has changed', () => {
    const [types, limits] = [{ forget: jest.fn() }, { forget: jest.fn() }];
    const memories = { types, limits };
    forgetIn(memories, { what: 'types', id: 'acme' });
    forgetIn<string>(memories, { what: 'key', id: 'k' });
    expect([types.forget.mock.calls, limits.forget.mock.calls]).toEqual([[['acme']], []]);
    forgetIn(memories);
    expect([types.forget.mock.calls, limits.forget.mock.calls]).toEqual([[['acme'], []], [[]]]);
  });
});
