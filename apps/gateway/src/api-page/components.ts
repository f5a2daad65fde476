import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { JsonSchema } from './json-schema.js';

type Direction = 'input' | 'output';
type Json = Record<string, unknown>;

const PLACE = '#/components/schemas/';

/** Schemas with an id become components, so that each is told once. */
export class Components {
  private readonly named = new Map<string, JsonSchema>();

  of(schema: z.ZodType, io: Direction): JsonSchema {
    const { $schema: _, $defs = {}, ...own } = toJsonSchema(schema, io) as Json & { $defs?: Record<string, Json> };
    for (const [name, definition] of Object.entries($defs)) this.add(name, definition);
    return typeof own.id === 'string' ? this.add(own.id, own) : own;
  }

  /** By name: the order of the calls that use them says nothing. */
  get schemas(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries([...this.named].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  private add(name: string, { id: _, ...schema }: Json): JsonSchema {
    const known = this.named.get(name);
    if (known && !isDeepStrictEqual(known, schema)) {
      throw new Error(`Two schemas have the id ${name}, or one is used both in a request and in an answer`);
    }
    this.named.set(name, schema);
    return { $ref: PLACE + name };
  }
}

function toJsonSchema(schema: z.ZodType, io: Direction): Json {
  const json = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any', override: modernExample });
  return JSON.parse(JSON.stringify(json).replaceAll('#/$defs/', PLACE)) as Json;
}

/** Schemas say `example`; JSON Schema has `examples`. */
function modernExample({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (!('example' in jsonSchema)) return;
  jsonSchema.examples = [jsonSchema.example];
  delete jsonSchema.example;
}
