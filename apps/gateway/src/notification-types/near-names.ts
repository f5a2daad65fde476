const MOST = 3;
const LISTED = 20;

/** Ends the refusal of a name that is not known. */
export function hintFor(name: string, known: readonly string[]): string {
  const near = nearNames(name, known);
  if (near.length > 0) return `did you mean ${near.join(' or ')}?`;
  return `it must be one of ${known.slice(0, LISTED).join(', ')}${known.length > LISTED ? ', …' : ''}`;
}

/** Names that somebody may have meant by this one, the nearest first: at most a third of it written differently. */
export function nearNames(name: string, names: Iterable<string>): string[] {
  const wrongAtMost = Math.max(1, Math.floor(name.length / 3));
  return [...names]
    .filter((other) => Math.abs(other.length - name.length) <= wrongAtMost)
    .map((other) => ({ other, wrong: editDistance(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ wrong }) => wrong <= wrongAtMost)
    .sort((a, b) => a.wrong - b.wrong)
    .slice(0, MOST)
    .map(({ other }) => other);
}

/** Letters to add, drop or change to make one of the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const changed = (above[column - 1] as number) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(changed, (above[column] as number) + 1, (current[column - 1] as number) + 1));
    }
    above = current;
  }
  return above[b.length] as number;
}
