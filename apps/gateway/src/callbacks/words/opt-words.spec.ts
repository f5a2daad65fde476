import fc from 'fast-check';
import { OPT_WORDS } from './opt-words.data.js';
import { optWord, plain } from './opt-words.js';

const all = Object.entries(OPT_WORDS).flatMap(([language, { stop, start }]) => [
  ...stop.map((word) => ({ language, word, says: 'stop' as const })),
  ...start.map((word) => ({ language, word, says: 'start' as const })),
]);

describe('the words of opting out and in', () => {
  it('mean one thing each, in whatever language they are known', () => {
    const meanings = new Map<string, Set<string>>();
    for (const { word, says } of all) meanings.set(plain(word), (meanings.get(plain(word)) ?? new Set()).add(says));
    expect([...meanings].filter(([, said]) => said.size > 1)).toEqual([]);
  });

  it('are understood however they are written', () => {
    const around = fc.constantFrom('', ' ', '  ', '\n', '.', '!', '"', '…', ' 🙏', '\u200f');
    const written = fc.record({
      one: fc.constantFrom(...all),
      before: around,
      after: around,
      as: fc.constantFrom(
        (word: string) => word,
        (word: string) => word.toLowerCase(),
        (word: string) => word.normalize('NFD'),
        (word: string) => word.replace(/\p{M}/gu, ''),
      ),
    });
    fc.assert(
      fc.property(written, ({ one, before, after, as }) => {
        expect(optWord(before + as(one.word) + after)).toBe(one.says);
      }),
    );
  });

  test.each([
    ['Stopp', 'stop'],
    ['ARRET', 'stop'],
    ['Stop all!', 'stop'],
    ['kundigen', 'stop'],
    ['rezygnuje', 'stop'],
    ['הסר', 'stop'],
    ['الغاء', 'stop'],
    ['start', 'start'],
    ['ＳＴＯＰ', 'stop'],
  ])('%s', (word, says) => expect(optWord(word)).toBe(says));

  test.each([
    '',
    ' ',
    'no',
    'help',
    'please stop by at five',
    'the end of the street',
    'yes please',
    'x'.repeat(1_000),
  ])('are not read into "%s"', (text) => expect(optWord(text)).toBeUndefined());

  it('are never mistaken in a message of any other kind', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const known = all.some(({ word }) => plain(word) === plain(text));
        expect(optWord(text) !== undefined).toBe(known && text.length <= 160);
      }),
    );
  });
});
