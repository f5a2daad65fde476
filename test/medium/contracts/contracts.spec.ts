/** The documents of the API and of what travels in Kafka: valid, and as the schemas of the code say. */
import { readFileSync } from 'node:fs';
import specs from '@asyncapi/specs';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv from 'ajv';
import formats from 'ajv-formats';
import {
  asyncApiDocument,
  CHANNELS,
  cloudEventHeaders,
  deadLetterTopic,
  dispatchTopic,
  PRIORITIES,
  publishedAsyncApi,
  QUARANTINE_TOPIC,
  statusTopic,
} from '#libs/contracts';
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

describe('the AsyncAPI document', () => {
  interface AsyncApi {
    readonly channels: Readonly<
      Record<string, { address: string; parameters?: Readonly<Record<string, { enum: string[] }>> }>
    >;
    readonly components: { readonly messages: Readonly<Record<string, { headers: object; payload: object }>> };
  }
  const document = asyncApiDocument() as AsyncApi;
  const ajv = new Ajv.default({ strict: false });
  formats.default(ajv);

  it('is what is checked in', () => isCurrent('docs/asyncapi.json', publishedAsyncApi()));

  it('is valid AsyncAPI 3.0', () => {
    // The specification brings the meta-schema of draft 7 along; ajv must not have it twice.
    const own = new Ajv.default({ strict: false, meta: false, validateSchema: false });
    formats.default(own);
    const validate = own.compile(specs.schemas['3.0.0'] as object);
    expect([validate(document), validate.errors]).toEqual([true, null]);
  });

  it('names every topic, and no other', () => {
    const addresses = Object.values(document.channels).flatMap(({ address, parameters = {} }) =>
      Object.entries(parameters).reduce(
        (all, [name, { enum: values }]) => all.flatMap((one) => values.map((value) => one.replace(`{${name}}`, value))),
        [address],
      ),
    );
    const topics = [
      ...CHANNELS.flatMap((channel) => PRIORITIES.map((priority) => dispatchTopic(channel, priority))),
      ...CHANNELS.map(deadLetterTopic),
      ...new Set(PRIORITIES.map(statusTopic)),
      QUARANTINE_TOPIC,
    ];
    expect(addresses.toSorted()).toEqual(topics.toSorted());
  });

  it('describes the headers that are written', () => {
    const { headers, payload } = document.components.messages.status!;
    const written = cloudEventHeaders({
      id: 'x',
      type: 'carillon.status.v1',
      source: '/gateway',
      time: new Date().toISOString(),
    });
    expect(ajv.validate(headers, written)).toBe(true);
    expect(ajv.validate(headers, { ...written, ce_type: 'carillon.dispatch.v1' })).toBe(false);
    expect(ajv.validate(payload, {})).toBe(false);
  });
});
