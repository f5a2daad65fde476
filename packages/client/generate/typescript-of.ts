/** OpenAPI 3.1 as TypeScript: one interface a component, and a map from each operation to what it takes and gives. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: boolean | Schema;
  readonly description?: string;
}
type Content = Readonly<Record<string, { readonly schema: Schema }>>;
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const HEAD = '/** Made from docs/openapi.json by `npm run contracts`. Not to be changed by hand. */\n';

export function typescriptOf(document: unknown): string {
  const { paths, components } = document as OpenApi;
  const types = Object.entries(components.schemas).map(
    ([name, schema]) => `export type ${name} = ${typeOf(schema)};\n`,
  );
  const calls = Object.entries(paths)
    .filter(([path]) => !path.startsWith('/callbacks/'))
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, one]) => ({ path, method, one })));
  const interfaces = calls.map(({ one }) => `  /** ${one.summary}. */\n  ${one.operationId}: ${callType(one)};`);
  const places = calls.map(({ path, method, one }) => {
    const keyed = one.parameters.some(({ name }) => name === 'Idempotency-Key');
    return `  ${one.operationId}: { method: '${method.toUpperCase()}', path: '${path}', keyed: ${keyed} },`;
  });
  return [
    HEAD,
    ...types,
    `export interface Operations {\n${interfaces.join('\n')}\n}\n`,
    `export const PLACES = {\n${places.join('\n')}\n} as const;\n`,
  ].join('\n');
}

function callType({ parameters, requestBody, responses }: Operation): string {
  const named = (where: string) =>
    parameters
      .filter((one) => one.in === where)
      .map(({ name, schema }) => `${key(name)}${where === 'path' ? '' : '?'}: ${typeOf(schema)}`)
      .join('; ');
  const [body] = Object.values(requestBody?.content ?? {});
  const answers = Object.entries(responses)
    .filter(([status]) => status < '300')
    .map(([, { content }]) => answerType(content));
  const parts = [
    `path: { ${named('path')} }`,
    `query: { ${named('query')} }`,
    `body: ${body ? typeOf(body.schema) : 'undefined'}`,
    `answer: ${[...new Set(answers)].join(' | ')}`,
  ];
  return `{ ${parts.join('; ')} }`;
}

function answerType(content: Content | undefined): string {
  const [media] = Object.entries(content ?? {});
  if (!media) return 'undefined';
  return media[0].includes('json') ? typeOf(media[1].schema) : 'string';
}

function typeOf(schema: Schema): string {
  if (schema.$ref) return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return [...new Set(either.map((one) => typeOf(one)))].join(' | ');
  if (schema.allOf) return schema.allOf.map((one) => typeOf(one)).join(' & ');
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['unknown']);
  return types.map((type) => plainType(type, schema)).join(' | ');
}

function plainType(type: string, schema: Schema): string {
  if (type === 'object') return objectType(schema);
  if (type === 'array') return `readonly (${typeof schema.items === 'object' ? typeOf(schema.items) : 'unknown'})[]`;
  return { integer: 'number', number: 'number', string: 'string', boolean: 'boolean', null: 'null' }[type] ?? 'unknown';
}

function objectType({ properties, required = [], additionalProperties, propertyNames }: Schema): string {
  const rest = typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown';
  const fields = Object.entries(properties ?? {}).map(([name, schema]) => {
    const about = schema.description ? `/** ${schema.description} */ ` : '';
    return `${about}${key(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)}`;
  });
  if (properties)
    return `{ ${fields.join('; ')} }${typeof additionalProperties === 'object' ? ` & Record<string, ${rest}>` : ''}`;
  const names = propertyNames?.enum ? typeOf(propertyNames) : 'string';
  const record = `Record<${names}, ${rest}>`;
  return names === 'string' ? record : `Partial<${record}>`;
}

const key = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));
