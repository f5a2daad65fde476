import type { z } from 'zod';
import { problemAnswer } from './answer.js';
import type { Components } from './components.js';
import { exampleOf } from './example-of.js';
import type { Access, Operation, OwnAnswer } from './operation.js';
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
  const problems = problemStatuses(operation);
  const bad = problems.map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]);
  const own = Object.entries(operation.answers).map(([status, answer]) => {
    const also = problems.includes(Number(status)) ? problemContent(Number(status), components) : {};
    return [status, ownResponse(answer, also, components)];
  });
  return Object.fromEntries([...bad, ...own]) as object;
}

/** What a call refuses in its own form, may be refused as a problem before it is reached. */
function ownResponse(answer: OwnAnswer, also: object, components: Components): object {
  const { description, schema, media, headers = [] } = answer;
  const named = headers.map(({ name, description: about }) => [
    name,
    { description: about, schema: { type: 'string' } },
  ]);
  const own = schema || media ? { [media ?? JSON_MEDIA]: mediaType(schema, components) } : {};
  const content = { ...own, ...also };
  return {
    description,
    ...(headers.length > 0 ? { headers: Object.fromEntries(named) as object } : {}),
    ...(Object.keys(content).length > 0 ? { content } : {}),
  };
}

function mediaType(answer: z.ZodType | undefined, components: Components): object {
  if (!answer) return { schema: { type: 'string' } };
  const schema = components.of(answer, 'output');
  return { schema, example: exampleOf(schema, components.schemas, 'everything') };
}

/** A problem of each status, referred to by all calls that have it. */
export function problemResponses(components: Components, statuses: ReadonlySet<number>): Record<string, object> {
  const of = (status: number): object => {
    const description = PROBLEM_RESPONSES[status]?.description ?? 'A problem';
    const mayWait = status === 429 || status === 503;
    const wait = { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'string' } } };
    return { description, ...(mayWait ? { headers: wait } : {}), content: problemContent(status, components) };
  };
  return Object.fromEntries([...statuses].sort((a, b) => a - b).map((status) => [`Problem${status}`, of(status)]));
}

function problemContent(status: number, components: Components): object {
  const schema = components.of(problemAnswer, 'output');
  const known = PROBLEM_RESPONSES[status];
  return { [PROBLEM_MEDIA]: { schema, ...(known ? { example: known.example.document() } : {}) } };
}
