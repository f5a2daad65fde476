import { TEXTS, type Language } from './texts/index.js';

const isKnown = (tag: string): tag is Language => Object.hasOwn(TEXTS, tag);

/** `pt-BR` is told in pt. */
const languageOf = (tag: string): Language | undefined => {
  const language = tag.trim().toLowerCase().split(/[-_]/)[0] ?? '';
  return isKnown(language) ? language : undefined;
};

/** The user's, or the first that the browser asks for, or English. */
export function pageLanguage(locale: string | undefined, acceptLanguage: string | undefined): Language {
  return languageOf(locale ?? '') ?? asked(acceptLanguage).find((one) => one !== undefined) ?? 'en';
}

const MOST = 20;

/** `de-AT, fr;q=0.8, *;q=0.1`, the dearest first. */
function asked(header = ''): (Language | undefined)[] {
  const wanted = header.split(',', MOST).map((part) => {
    const [tag = '', ...parameters] = part.split(';');
    const q = parameters.map((one) => /^\s*q\s*=\s*([\d.]+)\s*$/i.exec(one)?.[1]).find((one) => one !== undefined);
    return { language: languageOf(tag), q: q === undefined ? 1 : Number(q) };
  });
  return wanted
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q)
    .map(({ language }) => language);
}
