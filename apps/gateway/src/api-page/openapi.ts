import { SCOPES } from '#libs/contracts';
import { Components } from './components.js';
import { operationObject, problemResponses } from './operation-object.js';
import { operations } from './operations.js';
import { problemStatuses } from './problem-responses.js';
import { TAGS } from './tags.js';

const INFO = {
  title: 'Carillon',
  version: '1.0.0',
  description: 'One REST call in, and the right message goes out by email, SMS, push, in-app or webhook.',
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
};

const SECURITY_SCHEMES = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key of a producer; each call names the scope that it asks for',
  },
  oauth: {
    type: 'oauth2',
    description: 'A token of our own for an API key',
    flows: { clientCredentials: { tokenUrl: '/oauth/token', scopes: Object.fromEntries(SCOPES.map((s) => [s, s])) } },
  },
  issuerToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A token of an issuer that this deployment trusts',
  },
  userToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A token of POST /v1/users/{id}/tokens: opens what belongs to that end user, and nothing else',
  },
};

/** OpenAPI 3.1 from the schemas that validate. */
export function openApiDocument(publicUrl: string): object {
  const components = new Components();
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    (paths[operation.path] ??= {})[operation.method] = operationObject(operation, components);
  }
  const responses = problemResponses(components, new Set(operations.flatMap(problemStatuses)));
  return {
    openapi: '3.1.0',
    info: INFO,
    servers: [{ url: publicUrl }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name, description: TAGS[name] ?? '' })),
    paths,
    components: { schemas: components.schemas, responses, securitySchemes: SECURITY_SCHEMES },
  };
}

/** As it is checked in, at `docs/openapi.json`. */
export const publishedDocument = (): string =>
  `${JSON.stringify(openApiDocument('https://api.example.com'), null, 2)}\n`;
