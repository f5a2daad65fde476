import { z } from 'zod';
import { liveParts } from './asyncapi-live.js';
import { CHANNELS, PRIORITIES } from './channels.js';
import type { CloudEventType } from './cloud-event.js';
import { deadLetter } from './dead-letter.js';
import { dispatchRecord } from './dispatch-record.js';
import { quarantinedRecord } from './quarantined-record.js';
import { statusEvent } from './status-event.js';
import { QUARANTINE_TOPIC } from './topics.js';

const KEYS = {
  user: 'A hash of tenant and user, or of tenant and notification where it went to an address: nobody can be read out of it',
  notification:
    'A hash of tenant and user, notification or delivery: nobody can be read out of it, and no order is promised',
  none: 'None: nobody knows whose it is',
} as const;

interface MessageKind {
  readonly title: string;
  readonly summary: string;
  readonly type: CloudEventType;
  readonly payload: z.ZodType;
  readonly key: string;
}

const MESSAGES: Readonly<Record<string, MessageKind>> = {
  dispatch: {
    title: 'A delivery to make',
    summary: 'One delivery, for the app of its channel. Target and content are sealed.',
    type: 'carillon.dispatch.v1',
    payload: dispatchRecord,
    key: KEYS.user,
  },
  status: {
    title: 'Something that happened to a delivery',
    summary: 'Events may come in any order and more than once; event_id tells the same one again.',
    type: 'carillon.status.v1',
    payload: statusEvent,
    key: KEYS.notification,
  },
  deadLetter: {
    title: 'A delivery that was given up',
    summary: 'With its record, which can be replayed as it is.',
    type: 'carillon.dead_letter.v1',
    payload: deadLetter,
    key: KEYS.notification,
  },
  quarantined: {
    title: 'A record that no one could read',
    summary: 'Sealed, for operators: what fails its schema never blocks a partition.',
    type: 'carillon.quarantine.v1',
    payload: quarantinedRecord,
    key: KEYS.none,
  },
};

const channelParameter = { channel: { enum: [...CHANNELS], description: 'How it goes out' } };
const priorityParameter = { priority: { enum: [...PRIORITIES], description: 'How urgent it is: a lane of its own' } };

interface ChannelKind {
  readonly address: string;
  readonly message: keyof typeof MESSAGES;
  readonly description: string;
  readonly parameters?: object;
  readonly from: string;
  readonly to: string;
}

const TOPICS: Readonly<Record<string, ChannelKind>> = {
  dispatch: {
    address: 'dispatch.{channel}.{priority}',
    message: 'dispatch',
    description: 'Lanes share nothing that can fill up: each has its topic and its consumer.',
    parameters: { ...channelParameter, ...priorityParameter },
    from: 'The gateway, and channel apps for attempts that come later',
    to: 'The app of the channel',
  },
  status: {
    address: 'status',
    message: 'status',
    description: 'What happens to deliveries that are not critical.',
    from: 'The gateway and the channel apps',
    to: 'The status app',
  },
  statusCritical: {
    address: 'status.critical',
    message: 'status',
    description: 'The same for critical deliveries, which wait behind no other.',
    from: 'The gateway and the channel apps',
    to: 'The status app',
  },
  deadLetter: {
    address: 'dead-letter.{channel}',
    message: 'deadLetter',
    description: 'For operators: what was given up, and why.',
    parameters: channelParameter,
    from: 'The app of the channel',
    to: 'Operators',
  },
  quarantine: {
    address: QUARANTINE_TOPIC,
    message: 'quarantined',
    description: 'For operators: what no consumer could read.',
    from: 'Whoever could not read it',
    to: 'Operators',
  },
};

/** AsyncAPI 3.0 of what travels in Kafka and over WebSocket, from the schemas that are checked. */
export function asyncApiDocument(): object {
  const live = liveParts(toJsonSchema);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Carillon in Kafka and over WebSocket',
      version: '1.0.0',
      description:
        'Records between the apps: values are JSON, headers are CloudEvents 1.0 in binary mode, TOPIC_PREFIX goes before each address. And live news for clients, by socket.io.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      kafka: { host: 'kafka:9092', protocol: 'kafka', description: 'KAFKA_BROKERS; topics are kept for 7 days' },
      ...live.servers,
    },
    channels: {
      ...mapped(TOPICS, ({ address, message, description, parameters }) => ({
        address,
        description,
        servers: [{ $ref: '#/servers/kafka' }],
        messages: { [message]: { $ref: `#/components/messages/${message}` } },
        ...(parameters ? { parameters } : {}),
      })),
      ...live.channels,
    },
    operations: { ...Object.fromEntries(Object.entries(TOPICS).flatMap(operationsOf)), ...live.operations },
    components: { messages: { ...mapped(MESSAGES, messageObject), ...live.messages } },
  };
}

function operationsOf([name, { message, from, to }]: [string, ChannelKind]): [string, object][] {
  const channel = { $ref: `#/channels/${name}` };
  const messages = [{ $ref: `#/channels/${name}/messages/${message}` }];
  return [
    [`${name}.send`, { action: 'send', summary: from, channel, messages }],
    [`${name}.receive`, { action: 'receive', summary: to, channel, messages }],
  ];
}

const messageObject = ({ title, summary, type, payload, key }: MessageKind): object => ({
  title,
  summary,
  contentType: 'application/json',
  headers: headersOf(type),
  payload: toJsonSchema(payload),
  bindings: { kafka: { key: { type: ['string', 'null'], description: key } } },
});

/** As `cloudEventHeaders` writes them. */
const headersOf = (type: CloudEventType): object => ({
  type: 'object',
  required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time', 'content-type'],
  properties: {
    ce_specversion: { const: '1.0' },
    ce_id: { type: 'string', description: 'The same when the same is told again' },
    ce_type: { const: type },
    ce_source: { type: 'string', description: 'The app that says it, as /gateway' },
    ce_time: { type: 'string', format: 'date-time' },
    'content-type': { const: 'application/json' },
    traceparent: { type: 'string', description: 'W3C trace context' },
  },
});

/** AsyncAPI's own schemas are draft 7. */
function toJsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'input'): object {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { target: 'draft-7', io });
  return json;
}

const mapped = <T>(from: Readonly<Record<string, T>>, change: (one: T) => object): object =>
  Object.fromEntries(Object.entries(from).map(([name, one]) => [name, change(one)]));

/** As it is checked in, at `docs/asyncapi.json`. */
export const publishedAsyncApi = (): string => `${JSON.stringify(asyncApiDocument(), null, 2)}\n`;
