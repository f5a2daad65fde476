import fc from 'fast-check';
import { readJson } from './json-body.js';
import { Problem } from './problem.js';

const read = (text: string) => readJson(Buffer.from(text));
const pointersOf = (text: string): string[] => {
  try {
    read(text);
  } catch (error) {
    return ((error as Problem).errors ?? []).map(({ pointer }) => pointer);
  }
  throw new Error('was taken');
};

const hasField = (value: unknown, name: string): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Object.hasOwn(value, name) || Object.values(value).some((inner) => hasField(inner, name)));

describe('a JSON body', () => {
  it('is read as JSON.parse reads it, but for fields named __proto__', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        if (hasField(JSON.parse(text), '__proto__')) expect(() => read(text)).toThrow(/__proto__/);
        else expect(read(text)).toEqual(JSON.parse(text));
      }),
      { examples: [['[{"__proto__":""}]']] },
    );
  });

  it('that no one can read is a problem, and never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        try {
          readJson(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
          expect((error as Problem).status).toBe(400);
        }
      }),
    );
  });

  it('says where NUL and lone surrogates are', () => {
    expect(pointersOf('{"a":["x","\\u0000"]}')).toEqual(['/a/1']);
    expect(pointersOf('{"a/b":{"c":"\\ud800"}}')).toEqual(['/a~1b/c']);
    expect(read('{"a":"\\ud83d\\ude00"}')).toEqual({ a: '😀' });
  });

  it('may not name a field __proto__', () => {
    expect(() => read('{"a":{"__proto__":1}}')).toThrow(/__proto__/);
    expect(() => read('{"a":{"\\u005f_proto__":1}}')).toThrow(/__proto__/);
    expect(read('{"a":"__proto__"}')).toEqual({ a: '__proto__' });
  });

  it.each([
    ['{"a":1,"a":1}', '/a'],
    ['{"a":{"b":1,"c":[{"d":1},{"d":":","e":2,"\\u0064":3}]}}', '/a/c/1/d'],
    ['[[],{"a/b":"\\"{:","x":{},"a/b":0}]', '/1/a~1b'],
    ['{"a":1,"b":{"a":1,"a":2}}', '/b/a'],
  ])('may not name a field twice: %s', (text, pointer) => {
    expect(() => read(text)).toThrow('is given more than once');
    expect(pointersOf(text)).toEqual([pointer]);
  });

  it('may name a field again elsewhere, and write colons and names in text', () => {
    const text = '{"a":{"a":"a\\":b:"},"b":[{"a":1},{"a":1}],"A":1}';
    expect(read(text)).toEqual(JSON.parse(text));
  });

  it('may not be nested without end, and brackets in strings do not count', () => {
    expect(() => read(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toThrow(/levels deep/);
    expect(read(`["${'['.repeat(100)}\\"[[["]`)).toHaveLength(1);
  });

  it('does not repeat what the caller wrote', () => {
    expect(() => read('{"secret": s3cret}')).toThrow(/Not valid at character|ends too early/);
  });
});
