import { framed, type Page } from './document.js';
import { html } from './html.js';
import { TEXTS, type Language } from './texts/index.js';

export type Message = 'invalid' | 'expired' | 'unclear' | 'later';

/** A page that says one thing. The same for every link that is not good: it tells nobody why. */
export function messagePage(message: Message, status: number, language: Language, retryAfter?: string): Page {
  const texts = TEXTS[language];
  const title = texts[`${message}Title`];
  // The link itself is good: the page is where the form came from.
  const way = message === 'unclear' ? html`<p><a class="main" href="?">${texts.reopen}</a></p>` : undefined;
  const main = html`<div class="card alone">
    <h1>${title}</h1>
    <p class="quiet">${texts[message]}</p>
    ${way}
  </div>`;
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  return framed({ status, language, texts, title, main, headers });
}
