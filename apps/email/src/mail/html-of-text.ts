const SPECIAL = /[&<>"]/g;
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export const escaped = (text: string): string => text.replace(SPECIAL, (one) => ENTITIES[one]!);

/** The plainest page there is: the reader's own fonts and sizes, one column, nothing that a screen reader must skip. */
export const page = (html: string): string =>
  `<!doctype html><html><body><div style="white-space:pre-wrap;font-family:sans-serif">${html}</div></body></html>`;
