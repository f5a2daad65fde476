import fc, { type Arbitrary } from 'fast-check';
import { resolved, type JsonSchema, type Schemas } from '../../../apps/gateway/src/api-page/json-schema.js';

/** One of them as they are when it is asked: what is stored changes meanwhile. */
export const anyOf = (names: () => readonly string[]): Arbitrary<string> =>
  fc.nat({ max: 99 }).map((i) => names()[i % names().length]!);

export interface ArbitraryContext {
  readonly schemas: Schemas;
  /** Names of stored things that a field of that name may mean. */
  readonly namedBy: (field: string) => readonly string[];
}

const MOST_ITEMS = 3;
const MOST_LEVELS = 6;

/** Values of which nearly all are what the schema describes; its examples and names of stored things come often. */
export function arbitraryOf(asked: JsonSchema, context: ArbitraryContext, field = '', level = 0): Arbitrary<unknown> {
  const schema = resolved(asked, context.schemas);
  const { examples = [] } = schema;
  const made = level > MOST_LEVELS ? fc.constant(null) : byKind(schema, context, field, level + 1);
  return examples.length > 0 ? fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...examples) }, made) : made;
}

function byKind(schema: JsonSchema, context: ArbitraryContext, field: string, level: number): Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return fc.oneof(...alternatives.map((one) => arbitraryOf(one, context, field, level)));
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
  if (type === 'object') return objects(schema, context, level);
  if (type === 'array') return arrays(schema, context, field, level);
  if (type === 'string') return strings(schema, () => context.namedBy(field));
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer' || type === 'number') return numbers(schema, type);
  return type === 'null' ? fc.constant(null) : fc.jsonValue({ maxDepth: 2 });
}

function objects(schema: JsonSchema, context: ArbitraryContext, level: number): Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const known = Object.entries(properties).map(
    ([name, one]) => [name, arbitraryOf(one, context, name, level)] as const,
  );
  const record = fc.record(Object.fromEntries(known), { requiredKeys: required.filter((name) => name in properties) });
  if (typeof additionalProperties !== 'object') return record;
  const names = schema.propertyNames ? arbitraryOf(schema.propertyNames, context, '', level) : fc.string();
  const more = fc.dictionary(names as Arbitrary<string>, arbitraryOf(additionalProperties, context, '', level), {
    maxKeys: MOST_ITEMS,
  });
  return fc.tuple(record, more).map(([own, others]) => ({ ...others, ...own }));
}

const arrays = (
  { items, minItems = 0, maxItems = MOST_ITEMS }: JsonSchema,
  context: ArbitraryContext,
  field: string,
  level: number,
) =>
  fc.array(typeof items === 'object' ? arbitraryOf(items, context, field, level) : fc.jsonValue(), {
    minLength: minItems,
    maxLength: Math.max(minItems, Math.min(maxItems, MOST_ITEMS)),
  });

function strings({ format, pattern, minLength = 0, maxLength = 60 }: JsonSchema, names: () => readonly string[]) {
  const free =
    format === 'email'
      ? fc.emailAddress()
      : format === 'uuid'
        ? fc.uuid()
        : format === 'uri'
          ? fc.webUrl()
          : format === 'date-time'
            ? fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
            : (byPattern(pattern) ??
              fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, minLength + 60) }));
  return names().length > 0 ? fc.oneof({ weight: 4, arbitrary: anyOf(names) }, free) : free;
}

/** Not every pattern can be turned round; text that does not fit it is refused, which is an answer too. */
function byPattern(pattern: string | undefined): Arbitrary<string> | undefined {
  if (pattern === undefined) return undefined;
  try {
    return fc.stringMatching(new RegExp(pattern));
  } catch {
    return undefined;
  }
}

function numbers(schema: JsonSchema, type: 'integer' | 'number'): Arbitrary<number> {
  const min = schema.minimum ?? (schema.exclusiveMinimum === undefined ? -1_000 : schema.exclusiveMinimum + 1);
  const max = schema.maximum ?? (schema.exclusiveMaximum === undefined ? min + 100_000 : schema.exclusiveMaximum - 1);
  const [low, high] = [Math.max(min, -(2 ** 31)), Math.min(max, 2 ** 31)];
  return type === 'integer' ? fc.integer({ min: low, max: high }) : fc.double({ min: low, max: high, noNaN: true });
}
