import fc from 'fast-check';
import { condition, topic } from './topic.js';

const takes = (text: string): boolean => condition.safeParse(text).success;

describe('a topic', () => {
  it.each(['news', 'news-de.v2_a~b%20'])('may be %s', (text) => expect(topic.safeParse(text).success).toBe(true));
  it.each(['', 'a b', '/topics/news', "a'b", 'ä', 'x'.repeat(901)])('may not be %j', (text) =>
    expect(topic.safeParse(text).success).toBe(false),
  );
});

describe('a condition', () => {
  it.each([
    "'a' in topics",
    "'a' in topics && 'b' in topics",
    "!('a' in topics) || ('b' in topics && ('c' in topics || 'd' in topics)) && 'e' in topics",
  ])('may be %s', (text) => expect(takes(text)).toBe(true));

  it.each([
    '',
    'a in topics',
    "'a'",
    "'a' in topics &",
    "'a' in topics 'b' in topics",
    "('a' in topics",
    "'a' in topics && && 'b' in topics",
    "'a' in topics); drop",
    'T',
    Array.from({ length: 6 }, (_, i) => `'t${i}' in topics`).join(' || '),
  ])('may not be %s', (text) => expect(takes(text)).toBe(false));

  /** Puts ever less in its place, which is slow, and plainly right. */
  const reduces = (text: string): boolean => {
    let rest = text.replaceAll("'a' in topics", 'T').replaceAll(' ', '');
    for (let before = ''; before !== rest;) {
      before = rest;
      rest = rest.replace(/\(T\)|!T/g, 'T').replace(/T(&&|\|\|)T/g, 'T');
    }
    return rest === 'T';
  };

  it('is one exactly where it comes down to one topic', () => {
    const part = fc.constantFrom("'a' in topics", '(', ')', '!', '&&', '||', ' ');
    const few = fc
      .array(part, { maxLength: 9 })
      .filter((parts) => parts.filter((one) => one.startsWith("'")).length < 6);
    fc.assert(
      fc.property(few, (parts) => {
        const text = parts.join('');
        expect([text, takes(text)]).toEqual([text, reduces(text)]);
      }),
      { numRuns: 5_000 },
    );
  });
});
