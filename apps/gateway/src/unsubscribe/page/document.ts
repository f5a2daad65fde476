import { createHash } from 'node:crypto';
import { html, Html } from './html.js';
import { style } from './style.js';
import type { Language } from './texts/index.js';
import type { Texts } from './texts/texts.js';

/** An answer for somebody's eyes. */
export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** As one piece: a space more in it, and its hash is another. */
const STYLE = new Html(`<style>${style}</style>`);

/** The style by its hash, forms to ourselves, nothing else: no script runs here, whoever wrote it. */
const CSP = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The address is the key: it is told to nobody, kept nowhere, found by no search. */
const PRIVATE = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
  'x-content-type-options': 'nosniff',
};

export const plainText = (status: number, language: Language, text: string): Page => ({
  status,
  headers: { ...PRIVATE, 'content-type': 'text/plain; charset=utf-8', 'content-language': language },
  body: `${text}\n`,
});

/** To the page itself, by GET: a reload repeats nothing. */
export const backTo = (query: string): Page => ({ status: 303, headers: { ...PRIVATE, location: query }, body: '' });

export interface Framed {
  readonly status: number;
  readonly language: Language;
  readonly texts: Texts;
  readonly title: string;
  readonly main: Html;
  readonly headers?: Readonly<Record<string, string>>;
}

export function framed({ status, language, texts, title, main, headers = {} }: Framed): Page {
  const page = html`<!doctype html>
    <html lang="${language}" dir="${texts.dir}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <title>${title}</title>
        ${STYLE}
      </head>
      <body>
        <main>${main}</main>
      </body>
    </html> `;
  return {
    status,
    headers: {
      ...PRIVATE,
      'content-security-policy': CSP,
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      vary: 'accept-language',
      ...headers,
    },
    body: page.text,
  };
}
