import { z } from 'zod';
import { problemAnswer } from './answer.js';
import type { Access, Operation } from './operation.js';
import { operations } from './operations.js';

const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'Not valid; says which fields',
  401: 'No valid credential',
  403: 'The credential does not open this',
  404: 'There is no such thing here',
  409: 'Not as things are',
  413: 'Too large',
  415: 'Not JSON',
  422: 'Valid, but impossible',
  429: 'Too much; see Retry-After',
  503: 'Not available now; see Retry-After',
};

/** What any call may answer, by who may call. */
function commonProblems(access: Access): number[] {
  if (access === 'anybody') return [400, 503];
  return access === 'signature' ? [400, 401, 413, 503] : [400, 401, 403, 413, 415, 429, 503];
}

/** A scope is asked of whoever comes with an API key or a token. */
function securityOf(access: Access): object[] {
  if (access === 'signature' || access === 'anybody') return [];
  return access === 'end_user' ? [{ userToken: [] }] : [{ apiKey: [access] }];
}

/** Schemas with an id become components, so that each is told once. */
class Components {
  readonly schemas: Record<string, object> = {};

  of(schema: z.ZodType, io: 'input' | 'output'): object {
    const json = toJsonSchema(schema, io);
    const { $defs = {}, ...own } = json as { $defs?: Record<string, object>; id?: string };
    for (const [name, definition] of Object.entries($defs)) this.schemas[name] = definition;
    return own.id ? this.named(own.id, own) : own;
  }

  private named(name: string, schema: object): object {
    this.schemas[name] = schema;
    return { $ref: `#/components/schemas/${name}` };
  }
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' });
  return JSON.parse(JSON.stringify(json).replaceAll('#/$defs/', '#/components/schemas/')) as object;
}

interface QuerySchema {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

function parameters({ path, query, headers = [] }: Operation): object[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const { properties: shape = {}, required = [] }: QuerySchema = query ? toJsonSchema(query, 'input') : {};
  const inQuery = Object.entries(shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...('additionalProperties' in schema && { style: 'deepObject', explode: true }),
    schema,
  }));
  const inHeader = headers.map((header) => ({ ...header, in: 'header', required: false, schema: { type: 'string' } }));
  return [...inPath, ...inQuery, ...inHeader];
}

function responses({ answers, problems = [], access }: Operation, components: Components): object {
  const good = Object.entries(answers).map(([status, { description, schema }]) => [
    status,
    schema
      ? { description, content: { 'application/json': { schema: components.of(schema, 'output') } } }
      : { description },
  ]);
  const problem = { 'application/problem+json': { schema: components.of(problemAnswer, 'output') } };
  const bad = [...commonProblems(access), ...problems].map((status) => [
    status,
    { description: PROBLEMS[status] ?? 'A problem', content: problem },
  ]);
  return Object.fromEntries([...good, ...bad]) as object;
}

const operationObject = (operation: Operation, components: Components): object => ({
  operationId: operation.id,
  summary: operation.summary,
  tags: [operation.tag],
  security: securityOf(operation.access),
  parameters: parameters(operation),
  ...(operation.body
    ? {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: components.of(operation.body, 'input') } },
        },
      }
    : {}),
  responses: responses(operation, components),
});

/** OpenAPI 3.1 from the schemas that validate. */
export function openApiDocument(publicUrl: string): object {
  const components = new Components();
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    (paths[operation.path] ??= {})[operation.method] = operationObject(operation, components);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Carillon',
      version: '1.0.0',
      description: 'One REST call in, and the right message goes out by email, SMS, push, in-app or webhook.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, for producers' },
        userToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A token of POST /v1/users/{id}/tokens',
        },
      },
    },
  };
}
