import { resolved, type JsonSchema, type Schemas } from './json-schema.js';

/** A request's example has what is required and what has an example of its own; an answer's has everything. */
export type Fullness = 'needed' | 'everything';

/** An example of what a schema describes: its own where it has one, else one that is put together from its parts. */
export function exampleOf(schema: JsonSchema, schemas: Schemas, fullness: Fullness, name = ''): unknown {
  const { examples, ...own } = resolved(schema, schemas);
  if (examples && examples.length > 0) return examples[0];
  if ('const' in own) return own.const;
  if (own.enum) return own.enum[0];
  const inner = (part: JsonSchema, partName = name) => exampleOf(part, schemas, fullness, partName);
  const [either] = own.anyOf ?? own.oneOf ?? [];
  if (either) return inner(either);
  if (own.allOf) return Object.assign({}, ...own.allOf.map((part) => inner(part) as object)) as object;
  const type = typeof own.type === 'string' ? own.type : own.type?.[0];
  if (type === 'object') return objectExample(own, schemas, fullness);
  if (type === 'array') return typeof own.items === 'object' ? [inner(own.items)] : [];
  if (type === 'string') return own.default ?? stringExample(own, name);
  if (type === 'integer' || type === 'number') return own.default ?? own.minimum ?? (own.exclusiveMinimum ?? 0) + 1;
  if (type === 'boolean') return own.default ?? false;
  return type === 'null' ? null : {};
}

function objectExample(schema: JsonSchema, schemas: Schemas, fullness: Fullness): object {
  const { properties = {}, required = [] } = schema;
  const shown = Object.entries(properties).filter(
    ([name, part]) =>
      fullness === 'everything' || required.includes(name) || resolved(part, schemas).examples !== undefined,
  );
  return Object.fromEntries(shown.map(([name, part]) => [name, exampleOf(part, schemas, fullness, name)]));
}

const FORMATS: Readonly<Record<string, string>> = {
  uuid: '019a8f3c-5a00-7000-8000-000000000001',
  email: 'ada@example.com',
  uri: 'https://example.com/hook',
  'date-time': '2026-01-31T12:00:00.000Z',
  date: '2026-01-31',
};

/** Times are told by their names: answers say them as plain text. */
function stringExample({ format, minLength = 0 }: JsonSchema, name: string): string {
  const text = FORMATS[format ?? (name.endsWith('_at') ? 'date-time' : '')] ?? (name || 'text');
  return text.padEnd(minLength, 'x');
}
