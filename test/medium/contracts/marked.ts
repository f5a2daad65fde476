import { jsonPointer } from '#libs/http';
import { resolved, type JsonSchema, type Schemas } from '../../../apps/gateway/src/api-page/json-schema.js';

export interface Marking {
  readonly mark: string;
  readonly schemas: Schemas;
  /** Pointers of what names something, and would name nothing with a mark in it. */
  readonly except: ReadonlySet<string>;
}

/** A request whose free texts all have a mark in them, so that it can be told wherever they turn up. */
export function marked(value: unknown, asked: JsonSchema, marking: Marking, at: readonly PropertyKey[] = []): unknown {
  const schema = plain(asked, marking.schemas);
  if (typeof value === 'string')
    return marking.except.has(jsonPointer(at)) ? value : markedText(value, schema, marking.mark);
  if (Array.isArray(value)) {
    const items = typeof schema.items === 'object' ? schema.items : {};
    return value.map((one, index) => marked(one, items, marking, [...at, index]));
  }
  if (typeof value !== 'object' || value === null) return value;
  const rest = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
  const inner = (name: string) => schema.properties?.[name] ?? rest;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, marked(one, inner(name), marking, [...at, name])]),
  );
}

/** Not every address is told by its format: what is taken is more than JSON Schema knows. */
const EMAIL = /^[^\s@]+@[^\s@]+$/;

function markedText(text: string, { enum: choices, format }: JsonSchema, mark: string): string {
  if (choices || text.includes(mark)) return text;
  if (format === 'email' || EMAIL.test(text)) return `${mark}@example.com`;
  return format === 'uri' ? `${text}/${mark}` : `${text}-${mark}`;
}

/** What may be left out or null is what it is otherwise. */
function plain(asked: JsonSchema, schemas: Schemas): JsonSchema {
  const schema = resolved(asked, schemas);
  const [first] = schema.anyOf ?? [];
  return first ? plain(first, schemas) : schema;
}
