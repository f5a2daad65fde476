import { idempotencyKey } from './idempotency-key.js';
import { Problem } from './problem.js';

describe('the Idempotency-Key header', () => {
  it.each([
    [undefined, undefined],
    ['abc', 'abc'],
    ['"abc"', 'abc'],
    ['"a\\"b\\\\c"', 'a"b\\c'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('%p is the key %p', (header, key) => {
    expect(idempotencyKey(header)).toBe(key);
  });

  it.each([[''], ['""'], ['x'.repeat(256)], ['a\u00e4'], [['a', 'b']]])('%p is refused', (header) => {
    expect(() => idempotencyKey(header)).toThrow(Problem);
  });
});
