import { encodeValue } from './encode-value.js';

describe('values on their way to Postgres', () => {
  it.each([
    [undefined, null],
    ['text', 'text'],
    [1.5, '1.5'],
    [true, 'true'],
    [10n, '10'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [{ a: [1] }, '{"a":[1]}'],
    [[], '{}'],
    [['a', null, 'b"\\'], '{"a",NULL,"b\\"\\\\"}'],
    [[1, true, undefined], '{1,true,NULL}'],
    [[{ a: '"' }], '{"{\\"a\\":\\"\\\\\\"\\"}"}'],
    [[Buffer.from([0, 255])], '{"\\\\x00ff"}'],
    [[[1], [2]], '{{1},{2}}'],
    [['NULL', ''], '{"NULL",""}'],
  ])('%p is %p', (value, encoded) => {
    expect(encodeValue(value)).toEqual(encoded);
  });

  it('keeps bytes as bytes', () => {
    const bytes = Buffer.from('x');
    expect(encodeValue(bytes)).toBe(bytes);
  });
});
