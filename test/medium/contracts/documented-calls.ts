import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { JsonSchema } from '../../../apps/gateway/src/api-page/json-schema.js';

interface Media {
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

interface Response {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, Media>>;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: JsonSchema;
}

interface OperationObject {
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Response>>;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, Response>>;
  };
}

/** An answer as it is documented: by its type of content, none for an empty one. */
type DocumentedAnswer = Readonly<Record<string, Media>>;

/** One call, as a stranger reads it from the document. */
export interface DocumentedCall {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly credential: 'api_key' | 'user_token' | 'none';
  readonly parameters: readonly Parameter[];
  readonly body?: {
    readonly media: string;
    readonly required: boolean;
    readonly schema: JsonSchema;
    readonly example: unknown;
  };
  readonly answers: ReadonlyMap<number, DocumentedAnswer>;
  /** Everything that has a schema and an example. */
  readonly bodies: readonly { readonly where: string; readonly schema: JsonSchema; readonly example: unknown }[];
}

export const documentedCalls = (document: object): DocumentedCall[] =>
  Object.entries((document as OpenApi).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => callOf(path, method, operation, document as OpenApi)),
  );

function callOf(path: string, method: string, operation: OperationObject, document: OpenApi): DocumentedCall {
  const answers = new Map(
    Object.entries(operation.responses).map(([status, response]) => [Number(status), answerOf(response, document)]),
  );
  const [asked] = Object.entries(operation.requestBody?.content ?? {});
  const body = asked && {
    media: asked[0],
    required: operation.requestBody?.required ?? false,
    schema: asked[1].schema,
    example: asked[1].example,
  };
  const answered = [...answers].flatMap(([status, answer]) =>
    Object.entries(answer)
      .filter(([media]) => media.includes('json'))
      .map(([, { schema, example }]) => ({ where: `answer ${status}`, schema, example })),
  );
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    credential: credentialOf(operation),
    parameters: operation.parameters,
    body,
    answers,
    bodies: body ? [{ where: 'request', ...body }, ...answered] : answered,
  };
}

function credentialOf({ security: [first] }: OperationObject): DocumentedCall['credential'] {
  if (!first) return 'none';
  return 'userToken' in first ? 'user_token' : 'api_key';
}

function answerOf({ $ref, content = {} }: Response, document: OpenApi): DocumentedAnswer {
  if ($ref === undefined) return content;
  return document.components.responses[$ref.slice($ref.lastIndexOf('/') + 1)]?.content ?? {};
}

const validators = new WeakMap<object, Map<JsonSchema, ValidateFunction>>();
const ajvs = new WeakMap<object, Ajv2020>();

/** Says what is wrong with a value, undefined where nothing is. */
export function schemaValidator(schema: JsonSchema, document: object): (value: unknown) => string | undefined {
  const known = validators.get(document) ?? new Map<JsonSchema, ValidateFunction>();
  validators.set(document, known);
  const validate = known.get(schema) ?? ajvOf(document).compile(inDocument(schema));
  known.set(schema, validate);
  return (value) => (validate(value) ? undefined : ajvOf(document).errorsText(validate.errors, { dataVar: 'it' }));
}

const DOCUMENT = 'https://api.example.com/openapi.json';

function ajvOf(document: object): Ajv2020 {
  const known = ajvs.get(document);
  if (known) return known;
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  formats.default(ajv);
  ajv.addSchema({ ...document, $id: DOCUMENT });
  ajvs.set(document, ajv);
  return ajv;
}

const inDocument = (schema: JsonSchema): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', `"${DOCUMENT}#/components/`)) as object;
