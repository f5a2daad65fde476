import { choiceOf, textOf, type Choice } from './choice.js';
import { quietText } from './page/wishes-page.js';

/** What a form of the page asks for, or the click of a mailbox (RFC 8058). */
export type Asked =
  | { readonly kind: 'one_click' }
  | { readonly kind: 'unsubscribe' }
  | { readonly kind: 'save'; readonly changes: Changes };

/** Only what was changed on the page: what others change meanwhile stays theirs. */
export interface Changes {
  readonly ticked: readonly Choice[];
  readonly unticked: readonly Choice[];
  readonly stop?: boolean;
  /** `invalid`: no times, or the same twice. */
  readonly quiet?: { readonly start: string; readonly end: string } | null | 'invalid';
}

/** Mailboxes send their click as multipart/form-data or form-urlencoded, browsers the second. Undefined: it is neither's. */
export async function readForm(contentType: string | undefined, body: unknown): Promise<Asked | undefined> {
  if (!Buffer.isBuffer(body) || contentType === undefined) return undefined;
  const form = await formIn(contentType, body).catch(() => undefined);
  if (!form) return undefined;
  if (textIn(form, 'List-Unsubscribe').toLowerCase() === 'one-click') return { kind: 'one_click' };
  if (textIn(form, 'do') === 'unsubscribe') return { kind: 'unsubscribe' };
  if (textIn(form, 'do') === 'save') return { kind: 'save', changes: changesIn(form) };
  return undefined;
}

const formIn = async (contentType: string, body: Buffer): Promise<FormData> =>
  new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();

function changesIn(form: FormData): Changes {
  const [on, was] = [choicesIn(form, 'on'), choicesIn(form, 'was')];
  const stop = textIn(form, 'stop') === 'yes';
  const stopped = textIn(form, 'was_stop') === 'yes';
  return {
    ticked: [...on].filter(([text]) => !was.has(text)).map(([, choice]) => choice),
    unticked: [...was].filter(([text]) => !on.has(text)).map(([, choice]) => choice),
    ...(stop === stopped ? {} : { stop }),
    ...quietIn(form),
  };
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

function quietIn(form: FormData): Pick<Changes, 'quiet'> {
  const before = textIn(form, 'was_quiet');
  if (textIn(form, 'quiet') !== 'yes') return before === '' ? {} : { quiet: null };
  const [start, end] = [textIn(form, 'start'), textIn(form, 'end')];
  if (!TIME.test(start) || !TIME.test(end) || start === end) return { quiet: 'invalid' };
  return quietText({ start, end }) === before ? {} : { quiet: { start, end } };
}

const choicesIn = (form: FormData, name: string): Map<string, Choice> =>
  new Map(
    form
      .getAll(name)
      .map((text) => (typeof text === 'string' ? choiceOf(text) : undefined))
      .filter((choice) => choice !== undefined)
      .map((choice) => [textOf(choice), choice]),
  );

const textIn = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};
