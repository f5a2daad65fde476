/** At most so long, and nothing in it that a later part chokes on: NUL, and halves of a pair, which a cut may leave. */
export const cleanText = (text: string, most: number): string =>
  text.slice(0, most).replaceAll('\0', '').toWellFormed();

/** A text of a provider's; undefined for anything else. */
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
