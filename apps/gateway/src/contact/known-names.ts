/** Remembers what asking Intl about a name came to: it takes a hundred times as long as looking it up. Strangers' names push none out. */
export function remembered<T>(ask: (name: string) => T | undefined, most = 1_000): (name: string) => T | undefined {
  const known = new Map<string, T>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const answer = ask(name);
    if (answer !== undefined && known.size < most) known.set(name, answer);
    return answer;
  };
}
