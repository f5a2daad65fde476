/** The documents of the API and of what travels in Kafka: valid, and as the schemas of the code say. */
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { openApiDocument, publishedDocument } from '../../../apps/gateway/src/api-page/openapi.js';
import { operations } from '../../../apps/gateway/src/api-page/operations.js';
import { TAGS } from '../../../apps/gateway/src/api-page/tags.js';
import { documentedCalls, schemaValidator } from './documented-calls.js';

const isCurrent = (file: string, text: string) => {
  if (readFileSync(file, 'utf8') !== text) throw new Error(`${file} is stale: run npm run contracts`);
};

describe('the OpenAPI document', () => {
  const document = openApiDocument('https://api.example.com');

  it('is what is checked in', () => isCurrent('docs/openapi.json', publishedDocument()));

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(document) as Record<string, unknown>);
    expect([valid, errors]).toEqual([true, undefined]);
    expect(validator.version).toBe('3.1');
  });

  it('says what each kind of call is about', () => {
    const told = (tag: string) => (TAGS[tag] ? '' : `add a description of the tag "${tag}" to api-page/tags.ts`);
    expect(operations.map(({ tag }) => told(tag)).filter(Boolean)).toEqual([]);
  });

  it('names each call once', () => {
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  });

  describe.each(documentedCalls(document).map((call) => [call.id, call] as const))('%s', (_, call) => {
    it('has an example wherever it takes or gives a body, and they are valid', () => {
      for (const { where, schema, example } of call.bodies) {
        const said = schemaValidator(schema, document)(example);
        if (said)
          throw new Error(
            `${where}: the example ${JSON.stringify(example)} ${said}; give the schema .meta({ example })`,
          );
      }
    });
  });
});
