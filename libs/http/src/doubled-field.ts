import { jsonPointer } from './json-pointer.js';

/** Where we are: in an object with these names so far, or in an array at this index. */
type Level = { readonly names: Set<string>; name: string } | { index: number };

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

/** Where valid JSON first names a field again, as a pointer. Slow, and only for text that is known to. */
export function doubledField(text: string): string {
  const levels: Level[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    const level = levels.at(-1);
    if (token === '{') levels.push({ names: new Set(), name: '' });
    else if (token === '[') levels.push({ index: 0 });
    else if (token === '}' || token === ']') levels.pop();
    else if (token === ',' && level && 'index' in level) level.index += 1;
    else if (token === ':' && level && 'names' in level) {
      level.name = JSON.parse(last) as string;
      if (level.names.has(level.name)) return pointerTo(levels);
      level.names.add(level.name);
    }
    last = token;
  }
  return '';
}

const pointerTo = (levels: readonly Level[]): string =>
  jsonPointer(levels.map((level) => ('index' in level ? level.index : level.name)));
