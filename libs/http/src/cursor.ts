/** Cursors are opaque to the caller: what is in them may change. */
export const encodeCursor = (position: readonly string[]): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

/** undefined when it is not one of ours. */
export function decodeCursor(cursor: string, parts: number): string[] | undefined {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const valid = Array.isArray(position) && position.length === parts && position.every((p) => typeof p === 'string');
    return valid ? (position as string[]) : undefined;
  } catch {
    return undefined;
  }
}
