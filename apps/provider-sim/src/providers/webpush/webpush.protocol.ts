// A push service for browsers (RFC 8030, 8291, 8292): anything under /webpush/ is a subscription. `gone…` was given back (410), `never…`
// is none (404). What is encrypted for the known subscription (known-subscription.ts) is read; of all else the form is checked.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { bytesOf, json, type Answer, type Exchange } from '../../http/exchange.js';
import type { LedgerEntry } from '../../ledger/ledger-entry.js';
import { refused, type Preview, type Protocol, type Reception } from '../protocol.js';
import { decrypt, partsOf } from './known-subscription.js';
import { vapidProblem } from './vapid.js';

const PREFIX = '/webpush/';
const LARGEST = 4_096;

const message = z.looseObject({
  title: z.string().optional(),
  body: z.string().optional(),
  data: z.looseObject({ notification_id: z.string().optional(), delivery_id: z.string().optional() }).optional(),
});

const problem = (status: number, text: string, headers: Record<string, string | number> = {}): Answer =>
  json(status, { code: status, message: text }, headers);

export class WebPushProtocol implements Protocol {
  readonly name = 'webpush';

  constructor(private readonly now: () => number = Date.now) {}

  matches(path: string): boolean {
    return path.startsWith(PREFIX);
  }

  receive(exchange: Exchange): Reception {
    const wrong = this.problemOf(exchange);
    if (wrong) return refused(wrong);
    const body = bytesOf(exchange);
    const { data } = read(body) ?? {};
    const id = `https://${hostOf(exchange)}/webpush-message/${randomUUID()}`;
    return {
      kind: 'accepted',
      body: body.toString('base64'),
      answer: { status: 201, headers: { location: id, ttl: Number(exchange.headers.ttl) } },
      sends: [
        { to: exchange.path, notification_id: data?.notification_id, delivery_id: data?.delivery_id, message_id: id },
      ],
    };
  }

  failure(status: number, retryAfter?: number): Answer {
    return problem(status, 'simulated', retryAfter === undefined ? {} : { 'retry-after': retryAfter });
  }

  preview(entry: LedgerEntry): Preview {
    const known = read(Buffer.from(entry.raw?.body ?? '', 'base64'));
    if (!known) return { title: 'Encrypted', text: 'Only the browser that it is for can read it.' };
    return { title: known.title, text: known.body, data: known.data };
  }

  private problemOf(exchange: Exchange): Answer | undefined {
    const { headers, method, path } = exchange;
    if (method !== 'POST') return problem(405, 'POST is the only method');
    const unknown = vapidProblem(headers.authorization, `https://${hostOf(exchange)}`, this.now());
    if (unknown) return problem(headers.authorization ? 403 : 401, unknown);
    if (!/^\d+$/.test(String(headers.ttl))) return problem(400, 'TTL is required');
    if (!['undefined', 'very-low', 'low', 'normal', 'high'].includes(String(headers.urgency)))
      return problem(400, 'unknown urgency');
    if (!/^[A-Za-z0-9_-]{1,32}$/.test(String(headers.topic ?? 'none'))) return problem(400, 'the topic is malformed');
    const subscription = path.slice(PREFIX.length);
    if (subscription.startsWith('gone')) return problem(410, 'the subscription was given back');
    if (subscription.startsWith('never')) return problem(404, 'there is no such subscription');
    const body = bytesOf(exchange);
    if (body.length > LARGEST) return problem(413, 'the payload is too large');
    if (headers['content-encoding'] !== 'aes128gcm' || !partsOf(body))
      return problem(400, 'not encrypted as it must be');
    return undefined;
  }
}

const hostOf = ({ headers }: Exchange): string => String(headers[':authority'] ?? headers.host ?? '');

function read(body: Buffer): z.infer<typeof message> | undefined {
  const parts = partsOf(body);
  const text = parts && decrypt(parts);
  if (text === undefined) return undefined;
  try {
    return message.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
