/** Holds what the apps emit in tests to docs/asyncapi.json, as a stranger reads it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { KafkaRecord } from '#libs/messaging';

interface Message {
  readonly headers: object;
  readonly payload: object;
}

interface Document {
  readonly channels: Readonly<
    Record<
      string,
      {
        readonly address: string;
        readonly messages: Readonly<Record<string, object>>;
        readonly parameters?: Readonly<Record<string, { readonly enum: readonly string[] }>>;
      }
    >
  >;
  readonly components: { readonly messages: Readonly<Record<string, Message>> };
}

interface Validators {
  readonly headers: ValidateFunction;
  readonly payload: ValidateFunction;
}

const file = join(import.meta.dirname, '../../../docs/asyncapi.json');
const document = JSON.parse(readFileSync(file, 'utf8')) as Document;
const ajv = new Ajv.default({ strict: false });
formats.default(ajv);

/** A consumer may be sent more than it knows; what we send is in the document. */
const validatorsOf = ({ headers, payload }: Message): Validators => ({
  headers: ajv.compile({ ...headers, additionalProperties: false }),
  payload: ajv.compile({ ...payload, additionalProperties: false }),
});

const byTopic: ReadonlyMap<string, string> = new Map(
  Object.values(document.channels).flatMap(({ address, messages, parameters = {} }) =>
    Object.entries(parameters)
      .reduce(
        (all, [name, { enum: values }]) => all.flatMap((one) => values.map((value) => one.replace(`{${name}}`, value))),
        [address],
      )
      .map((topic): [string, string] => [topic, Object.keys(messages)[0] as string]),
  ),
);
const known = new Map<string, Validators>();

function validators(topic: string): Validators | undefined {
  const name = byTopic.get(topic);
  const message = name === undefined ? undefined : document.components.messages[name];
  if (name === undefined || message === undefined) return undefined;
  const validate = known.get(name) ?? validatorsOf(message);
  known.set(name, validate);
  return validate;
}

/** What is wrong with a record by the document; undefined where nothing is. */
export function undocumented(topic: string, { value, headers = {} }: KafkaRecord): string | undefined {
  const validate = validators(topic);
  if (!validate) return `docs/asyncapi.json has no topic ${topic}`;
  const { headers: ofHeaders, payload } = validate;
  if (!ofHeaders(headers)) return `${topic}: ${ajv.errorsText(ofHeaders.errors, { dataVar: 'headers' })}`;
  return payload(JSON.parse(value)) ? undefined : `${topic}: ${ajv.errorsText(payload.errors, { dataVar: 'value' })}`;
}
