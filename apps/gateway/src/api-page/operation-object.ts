import type { z } from 'zod';
import { problemAnswer } from './answer.js';
import type { Components } from './components.js';
import { exampleOf } from './example-of.js';
import type { Access, GoodAnswer, Operation } from './operation.js';
import { PROBLEM_RESPONSES, problemStatuses } from './problem-responses.js';

const JSON_MEDIA = 'application/json';
const PROBLEM_MEDIA = 'application/problem+json';

/** One call as OpenAPI tells it. */
export const operationObject = (operation: Operation, components: Components): object => ({
  operationId: operation.id,
  summary: operation.summary,
  tags: [operation.tag],
  security: securityOf(operation.access),
  parameters: parameters(operation, components),
  ...(operation.body ? { requestBody: requestBody(operation.body, operation, components) } : {}),
  responses: responses(operation, components),
});

/** A scope is asked of whoever comes with an API key or a token. */
function securityOf(access: Access): object[] {
  if (access === 'signature' || access === 'anybody') return [];
  return access === 'end_user'
    ? [{ userToken: [] }]
    : [{ apiKey: [access] }, { oauth: [access] }, { issuerToken: [access] }];
}

function parameters({ path, query, headers = [] }: Operation, components: Components): object[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1 },
  }));
  const { properties = {}, required: needed = [] } = query ? components.of(query, 'input') : {};
  const inQuery = Object.entries(properties).map(([name, schema]) => {
    const style = 'additionalProperties' in schema ? { style: 'deepObject', explode: true } : {};
    return { name, in: 'query', required: needed.includes(name), ...style, schema };
  });
  const inHeader = headers.map((header) => ({ ...header, in: 'header', required: false, schema: { type: 'string' } }));
  return [...inPath, ...inQuery, ...inHeader];
}

function requestBody(body: z.ZodType, { bodyMedia = JSON_MEDIA }: Operation, components: Components): object {
  const schema = components.of(body, 'input');
  const example = exampleOf(schema, components.schemas, 'needed');
  return { required: !body.isOptional(), content: { [bodyMedia]: { schema, example } } };
}

function responses(operation: Operation, components: Components): object {
  const good = Object.entries(operation.answers).map(([status, answer]) => [status, goodResponse(answer, components)]);
  const bad = problemStatuses(operation).map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]);
  return Object.fromEntries([...bad, ...good]) as object;
}

function goodResponse({ description, schema, media, headers = [] }: GoodAnswer, components: Components): object {
  const named = headers.map(({ name, description: about }) => [
    name,
    { description: about, schema: { type: 'string' } },
  ]);
  return {
    description,
    ...(headers.length > 0 ? { headers: Object.fromEntries(named) as object } : {}),
    ...(schema || media ? { content: { [media ?? JSON_MEDIA]: mediaType(schema, components) } } : {}),
  };
}

function mediaType(answer: z.ZodType | undefined, components: Components): object {
  if (!answer) return { schema: { type: 'string' } };
  const schema = components.of(answer, 'output');
  return { schema, example: exampleOf(schema, components.schemas, 'everything') };
}

/** A problem of each status, referred to by all calls that have it. */
export function problemResponses(components: Components, statuses: ReadonlySet<number>): Record<string, object> {
  const schema = components.of(problemAnswer, 'output');
  const of = (status: number): object => {
    const known = PROBLEM_RESPONSES[status];
    const description = known?.description ?? 'A problem';
    const mayWait = status === 429 || status === 503;
    const wait = { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'string' } } };
    const content = { [PROBLEM_MEDIA]: { schema, ...(known ? { example: known.example.document() } : {}) } };
    return { description, ...(mayWait ? { headers: wait } : {}), content };
  };
  return Object.fromEntries([...statuses].sort((a, b) => a - b).map((status) => [`Problem${status}`, of(status)]));
}
