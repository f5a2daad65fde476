// FCM HTTP v1 and the token endpoint before it. Two kinds of device tokens have a fate by their beginning:
// `unregistered…` is gone (404), `invalid…` never was one (400).
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { json, jsonOf, type Answer, type Exchange } from '../../http/exchange.js';
import type { LedgerEntry } from '../../ledger/ledger-entry.js';
import { refused, type Preview, type Protocol, type Reception } from '../protocol.js';
import { exchangeToken } from './fcm.token.js';

const SEND = /^\/v1\/projects\/([^/]+)\/messages:send$/;
const TOKEN = '/token';

const message = z.object({
  token: z.string().min(1).optional(),
  topic: z.string().min(1).optional(),
  condition: z.string().min(1).optional(),
  notification: z.object({ title: z.string().optional(), body: z.string().optional() }).optional(),
  data: z.record(z.string(), z.string()).optional(),
});
const request = z.object({ message, validate_only: z.boolean().optional() });
type FcmMessage = z.infer<typeof message>;

const STATUS: Record<string, [number, string]> = {
  INVALID_ARGUMENT: [400, 'INVALID_ARGUMENT'],
  UNAUTHENTICATED: [401, 'UNAUTHENTICATED'],
  SENDER_ID_MISMATCH: [403, 'PERMISSION_DENIED'],
  UNREGISTERED: [404, 'NOT_FOUND'],
  QUOTA_EXCEEDED: [429, 'RESOURCE_EXHAUSTED'],
  INTERNAL: [500, 'INTERNAL'],
  UNAVAILABLE: [503, 'UNAVAILABLE'],
};

function error(errorCode: string, text: string, headers: Record<string, string | number> = {}): Answer {
  const [code, status] = STATUS[errorCode] ?? [500, 'INTERNAL'];
  const details = [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode }];
  return json(code, { error: { code, message: text, status, details } }, headers);
}

const invalid = (text: string): Reception => refused(error('INVALID_ARGUMENT', text));

function targetOf({ token, topic, condition }: FcmMessage): string | undefined {
  const targets = [token, topic && `/topics/${topic}`, condition].filter((one) => one !== undefined);
  return targets.length === 1 ? targets[0] : undefined;
}

export class FcmProtocol implements Protocol {
  readonly name = 'fcm';

  matches(path: string): boolean {
    return path === TOKEN || SEND.test(path);
  }

  receive(exchange: Exchange): Reception {
    if (exchange.path === TOKEN) return exchangeToken(exchange);
    if (!/^Bearer \S+/.test(exchange.headers.authorization ?? ''))
      return refused(error('UNAUTHENTICATED', 'Request had invalid authentication credentials.'));
    const parsed = request.safeParse(jsonOf(exchange));
    if (!parsed.success) return invalid('Invalid JSON payload received.');
    return this.take(SEND.exec(exchange.path)![1]!, parsed.data.message, parsed.data.validate_only ?? false);
  }

  failure(status: number, retryAfter?: number): Answer {
    const code = Object.keys(STATUS).find((one) => STATUS[one]![0] === status) ?? 'INTERNAL';
    const headers: Record<string, number> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    return { ...error(code, 'simulated', headers), status };
  }

  preview(entry: LedgerEntry): Preview {
    const body = JSON.parse(entry.raw?.body ?? '{}') as { message?: FcmMessage };
    const { notification, data } = body.message ?? {};
    return { title: notification?.title, text: notification?.body, data };
  }

  private take(project: string, message: FcmMessage, dryRun: boolean): Reception {
    const to = targetOf(message);
    if (to === undefined) return invalid('Exactly one of token, topic or condition is required.');
    if (to.startsWith('invalid')) return invalid('The registration token is not a valid FCM registration token');
    if (to.startsWith('unregistered')) return refused(error('UNREGISTERED', 'Requested entity was not found.'));
    const largest = message.token === undefined ? 2_048 : 4_096;
    const { notification, data } = message;
    if (Buffer.byteLength(JSON.stringify({ notification, data })) > largest) return invalid('Message is too big');
    const name = `projects/${project}/messages/${randomBytes(8).toString('hex')}`;
    const answer = json(200, { name });
    if (dryRun) return { kind: 'answered', answer, refused: false };
    return {
      kind: 'accepted',
      answer,
      sends: [{ to, notification_id: data?.notification_id, delivery_id: data?.delivery_id, message_id: name }],
    };
  }
}
