/** The part of the AsyncAPI document that clients of socket.io read. */
import type { z } from 'zod';
import { INBOX_LIVE } from './live/inbox-live.js';
import type { LiveNamespace } from './live/messages.js';
import { STATUS_LIVE } from './live/status-live.js';

type ToJson = (schema: z.ZodType, io: 'input' | 'output') => object;
type Entries = Record<string, object>;

interface LiveParts {
  readonly servers: Entries;
  readonly channels: Entries;
  readonly operations: Entries;
  readonly messages: Entries;
}

interface Namespace {
  readonly app: string;
  readonly address: string;
  readonly of: LiveNamespace;
}

const NAMESPACES: Readonly<Record<string, Namespace>> = {
  statusLive: { app: 'status', address: '/status', of: STATUS_LIVE },
  inboxLive: { app: 'in-app', address: '/inbox', of: INBOX_LIVE },
};

const ref = (path: string) => ({ $ref: `#/${path}` });

export function liveParts(toJson: ToJson): LiveParts {
  const parts: LiveParts = { servers: {}, channels: {}, operations: {}, messages: {} };
  for (const [name, namespace] of Object.entries(NAMESPACES)) addNamespace(parts, name, namespace, toJson);
  return parts;
}

function addNamespace(parts: LiveParts, name: string, { app, address, of }: Namespace, toJson: ToJson): void {
  const own: Entries = {};
  const channel = ref(`channels/${name}`);
  /** `event` is what socket.io calls it; an ack and the auth have no name there. */
  const message = (
    id: string,
    { event, ...told }: { event?: string; title: string; summary: string; payload?: object },
  ) => {
    const full = `${name}.${id}`;
    parts.messages[full] = { ...(event && { name: event }), ...told, contentType: 'application/json' };
    own[id] = ref(`components/messages/${full}`);
    return [ref(`channels/${name}/messages/${id}`)];
  };
  const { operations } = parts;
  const auth = { title: 'The auth of the connection', summary: 'Refused: unauthorized, or unavailable for now' };
  const messages = message('auth', { ...auth, payload: toJson(of.auth, 'input') });
  operations[`${name}.connect`] = { action: 'receive', summary: 'The handshake', channel, messages };
  for (const [event, { summary, body, ack }] of Object.entries(of.says)) {
    const asked = { event, title: `${event}, by a client`, summary, ...(body && { payload: toJson(body, 'input') }) };
    const answered = { title: `The ack of ${event}`, summary: 'Done, or why not', payload: toJson(ack, 'output') };
    operations[`${name}.say.${event}`] = {
      action: 'receive',
      summary,
      channel,
      messages: message(`say.${event}`, asked),
      reply: { channel, messages: message(`ack.${event}`, answered) },
    };
  }
  for (const [event, { summary, body }] of Object.entries(of.told)) {
    const told = { event, title: `${event}, by the app`, summary, payload: toJson(body, 'output') };
    operations[`${name}.tell.${event}`] = {
      action: 'send',
      summary,
      channel,
      messages: message(`tell.${event}`, told),
    };
  }
  parts.channels[name] = {
    address,
    title: of.title,
    description: 'A namespace of socket.io 4: a message is an event with one argument, and its ack the answer.',
    servers: [ref(`servers/${name}`)],
    messages: own,
  };
  parts.servers[name] = {
    host: `${app}:4000`,
    pathname: '/socket.io/',
    protocol: 'ws',
    description: `apps/${app}; WebSocket is the only transport. See docs/live.md`,
  };
}
