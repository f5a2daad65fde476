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
  INBOX_LIVE,
  PRIORITIES,
  publishedAsyncApi,
  QUARANTINE_TOPIC,
  STATUS_LIVE,
  statusTopic,
} from '#libs/contracts';
import { openApiDocument, publishedDocument } from '../../../apps/gateway/src/api-page/openapi.js';
import { operations } from '../../../apps/gateway/src/api-page/operations.js';
import { TAGS } from '../../../apps/gateway/src/api-page/tags.js';
import { InboxGateway } from '../../../apps/in-app/src/live/inbox.gateway.js';
import { StatusGateway } from '../../../apps/status/src/live/status.gateway.js';
import { documentedCalls, schemaValidator } from './documented-calls.js';
import { undocumented } from './emitted-records.js';

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
      Record<
        string,
        {
          address: string;
          servers: { $ref: string }[];
          parameters?: Readonly<Record<string, { enum: string[] }>>;
        }
      >
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
    const inKafka = Object.values(document.channels).filter(({ servers }) => servers[0]?.$ref === '#/servers/kafka');
    const addresses = inKafka.flatMap(({ address, parameters = {} }) =>
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

  it.each([
    ['/status', STATUS_LIVE, StatusGateway],
    ['/inbox', INBOX_LIVE, InboxGateway],
  ])('names every message that %s takes, and no other', (address, { says, told }, gateway) => {
    const methods = Object.getOwnPropertyNames(gateway.prototype)
      .map((name) => (gateway.prototype as unknown as Record<string, object>)[name] as object)
      .map((method) => Reflect.getMetadata('message', method) as string | undefined);
    expect(methods.filter(Boolean).toSorted()).toEqual(Object.keys(says).toSorted());
    const [name] = Object.entries(document.channels).find(([, channel]) => channel.address === address)!;
    const described = Object.keys(document.components.messages).filter((id) => id.startsWith(`${name}.`));
    const events = [
      ...Object.keys(says).flatMap((one) => [`say.${one}`, `ack.${one}`]),
      ...Object.keys(told).map((one) => `tell.${one}`),
    ];
    expect(described.toSorted()).toEqual(['auth', ...events].map((one) => `${name}.${one}`).toSorted());
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

  /** All that a gateway or a lane emits in the medium tests is held to it: FakeKafka and LaneFixture. */
  it('tells a record that is not as it says', () => {
    const id = '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b';
    const at = '2026-01-01T00:00:00.000Z';
    const event = { v: 1, event_id: id, kind: 'sent', notification_id: id, delivery_id: id, tenant_id: 'acme' };
    const value = { ...event, channel: 'email', priority: 'medium', attempt: 1, seq: 1, at };
    const headers = cloudEventHeaders({ id, type: 'carillon.status.v1', source: '/email', time: at });
    const said = (over: object, more: object = {}, topic = 'status') =>
      undocumented(topic, {
        key: null,
        value: JSON.stringify({ ...value, ...over }),
        headers: { ...headers, ...more },
      });
    expect(said({})).toBeUndefined();
    expect(said({ kind: 'lost' })).toMatch(/value.kind/);
    expect(said({ email: 'ada@example.com' })).toMatch(/additional properties/);
    expect(said({}, { ce_type: 'carillon.dispatch.v1' })).toMatch(/headers.ce_type/);
    expect(said({}, { more: 'x' })).toMatch(/headers/);
    expect(said({}, {}, 'dispatch.email.low')).toMatch(/headers.ce_type/);
    expect(said({}, {}, 'news')).toMatch(/no topic news/);
  });
});
