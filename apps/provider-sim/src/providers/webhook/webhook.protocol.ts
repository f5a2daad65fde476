// A receiver of webhooks: anything under /webhook/ is an endpoint. Where a secret is known (control API) the Standard Webhooks
// signature is checked, otherwise any call is taken.
import { randomUUID } from 'node:crypto';
import { json, type Answer, type Exchange } from '../../http/exchange.js';
import type { LedgerEntry } from '../../ledger/ledger-entry.js';
import { refused, type Preview, type Protocol, type Reception } from '../protocol.js';
import { isSignedBy } from './standard-webhook.js';

const PREFIX = '/webhook/';
const ACCEPTED: Answer = { status: 204 };

interface WebhookBody {
  readonly notification_id?: unknown;
  readonly delivery_id?: unknown;
  readonly content?: { readonly title?: string; readonly body?: string; readonly data?: unknown };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function parse(body: string): WebhookBody {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

export class WebhookProtocol implements Protocol {
  readonly name = 'webhook';

  constructor(
    private readonly secretOf: (path: string) => string | undefined,
    private readonly now: () => number = Date.now,
  ) {}

  matches(path: string): boolean {
    return path.startsWith(PREFIX);
  }

  receive(exchange: Exchange): Reception {
    const secret = this.secretOf(exchange.path);
    if (secret !== undefined && !isSignedBy(secret, exchange.headers, exchange.body, this.now()))
      return refused(json(401, { error: 'the signature does not match' }));
    const body = parse(exchange.body);
    const id = text(exchange.headers['webhook-id']);
    return {
      kind: 'accepted',
      answer: ACCEPTED,
      sends: [
        {
          to: exchange.path,
          notification_id: text(body.notification_id),
          delivery_id: text(body.delivery_id) ?? id,
          message_id: id ?? randomUUID(),
          signature: secret === undefined ? 'unchecked' : 'valid',
        },
      ],
    };
  }

  failure(status: number, retryAfter?: number): Answer {
    return json(status, { error: 'simulated' }, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
  }

  preview(entry: LedgerEntry): Preview {
    const body = parse(entry.raw?.body ?? '');
    const { title, body: text, data } = body.content ?? {};
    return { title, text, data: data ?? body };
  }
}
