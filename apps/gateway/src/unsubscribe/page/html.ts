/** Markup that was written here; anything else that comes into a page is text, and is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = string | Html | undefined | readonly (Html | undefined)[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => ENTITIES[one] as string);

const written = (part: Part): string => {
  if (part === undefined) return '';
  if (typeof part === 'string') return escaped(part);
  return part instanceof Html ? part.text : part.map(written).join('');
};

export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.map((text, i) => (i === 0 ? text : written(parts[i - 1]) + text)).join(''));

/** A text with its `{names}` filled in; what a tenant named keeps its own direction of writing. */
export const filled = (text: string, values: Readonly<Record<string, string>>): Html =>
  new Html(
    text
      .split(/(\{\w+\})/)
      .map((part) => (isName(part, values) ? `<bdi>${escaped(values[nameOf(part)] as string)}</bdi>` : escaped(part)))
      .join(''),
  );

/** The same for where there is no markup. */
export const filledPlain = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{\w+\}/g, (part) => (isName(part, values) ? (values[nameOf(part)] as string) : part));

const nameOf = (part: string): string => part.slice(1, -1);
const isName = (part: string, values: object): boolean => /^\{\w+\}$/.test(part) && Object.hasOwn(values, nameOf(part));
