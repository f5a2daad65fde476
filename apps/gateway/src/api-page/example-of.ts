import { resolved, type JsonSchema, type Schemas } from './json-schema.js';

/** A request's example has what is required and what has an example of its own; an answer's has everything. */
export type Fullness = 'needed' | 'everything';

/** An example of what a schema describes: its own where it has one, else one that is put together from its parts. */
export function exampleOf(schema: JsonSchema, schemas: Schemas, fullness: Fullness, name = ''): unknown {
  const { examples, enum: choices, const: only, default: usual, ...own } = resolved(schema, schemas);
  const [told] = [...(examples ?? []), ...(choices ?? [])];
  if (told !== undefined) return told;
  if (only !== undefined || usual !== undefined) return only ?? usual;
  const [either] = own.anyOf ?? own.oneOf ?? [];
  if (either) return exampleOf(either, schemas, fullness, name);
  const type = typeof own.type === 'string' ? own.type : (own.type?.[0] ?? '');
  const make = BY_TYPE[type];
  return make ? make(own, schemas, fullness, name) : {};
}

type Maker = (schema: JsonSchema, schemas: Schemas, fullness: Fullness, name: string) => unknown;

const BY_TYPE: Readonly<Record<string, Maker>> = {
  object: objectExample,
  array: ({ items }, schemas, fullness, name) =>
    typeof items === 'object' ? [exampleOf(items, schemas, fullness, name)] : [],
  string: (schema, _, __, name) => stringExample(schema, name),
  integer: numberExample,
  number: numberExample,
  boolean: () => false,
  null: () => null,
};

function numberExample({ minimum, exclusiveMinimum = 0 }: JsonSchema): number {
  return minimum ?? exclusiveMinimum + 1;
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
