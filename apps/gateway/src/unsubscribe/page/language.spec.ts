import { pageLanguage } from './language.js';

describe('the language of the page', () => {
  test.each([
    ['de-AT', 'fr', 'de'],
    ['pt-BR', undefined, 'pt'],
    ['ja', 'fr', 'fr'],
    [undefined, 'ja, es;q=0.5, pl;q=0.8', 'pl'],
    [undefined, 'it;q=0, nl', 'nl'],
    [undefined, 'fr-CA;q=0.3, de-CH', 'de'],
    [undefined, '*', 'en'],
    [undefined, ';;q=,,q=x;', 'en'],
    ['constructor', 'toString', 'en'],
    [undefined, undefined, 'en'],
  ])('is for a user of %s and a browser of %s: %s', (locale, header, language) =>
    expect(pageLanguage(locale, header)).toBe(language),
  );
});
