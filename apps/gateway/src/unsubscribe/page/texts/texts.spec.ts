import { TEXTS } from './index.js';

type Said = string | { readonly [key: string]: Said };

/** `path: text` of all that a language says. */
const flat = (texts: Exclude<Said, string>, path = ''): Map<string, string> =>
  new Map(
    Object.entries(texts).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[`${path}${key}`, value]] : [...flat(value, `${path}${key}.`)],
    ),
  );
const placeholders = (text = ''): string[] => [...text.matchAll(/\{\w+\}/g)].map(([one]) => one).sort();

describe.each(Object.entries(TEXTS))('the page in %s', (language, texts) => {
  const [english, said] = [flat({ ...TEXTS.en }), flat({ ...texts })];

  test('says all that it says in English, with the same names in it', () => {
    expect([...said.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [path, text] of said) {
      expect(text.trim()).not.toBe('');
      expect([path, placeholders(text)]).toEqual([path, placeholders(english.get(path))]);
    }
  });

  test('was not left in English', () => {
    if (language === 'en') return;
    const same = [...said].filter(([path, text]) => text.length > 12 && text === english.get(path));
    expect(same).toEqual([]);
  });

  test('runs the way it is written', () => expect(texts.dir).toBe(['ar', 'he'].includes(language) ? 'rtl' : 'ltr'));
});
