// Slack's incoming webhooks: any address of their form is one. The last part of the address may say its fate: `gone…` is not there
// any more, `archived…` leads to a channel that is closed, `prohibited…` may not be posted to.
import { randomUUID } from 'node:crypto';
import { jsonOf, type Answer, type Exchange } from '../../http/exchange.js';
import type { LedgerEntry } from '../../ledger/ledger-entry.js';
import { refused, type Preview, type Protocol, type Reception } from '../protocol.js';

const PATH = /^\/services\/T[^/]+\/B[^/]+\/([^/]+)$/;
const FATES: readonly [string, number, string][] = [
  ['gone', 404, 'no_service'],
  ['archived', 410, 'channel_is_archived'],
  ['prohibited', 403, 'action_prohibited'],
];

const text = (status: number, body: string, headers: Record<string, string | number> = {}): Answer => ({
  status,
  headers: { 'content-type': 'text/html', ...headers },
  body,
});

interface SlackMessage {
  readonly text?: unknown;
  readonly blocks?: unknown;
  readonly metadata?: {
    readonly event_payload?: { readonly notification_id?: unknown; readonly delivery_id?: unknown };
  };
}

const idOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export class SlackProtocol implements Protocol {
  readonly name = 'slack';

  matches(path: string): boolean {
    return PATH.test(path);
  }

  receive(exchange: Exchange): Reception {
    const name = PATH.exec(exchange.path)![1]!;
    const fate = FATES.find(([beginning]) => name.startsWith(beginning));
    if (fate) return refused(text(fate[1], fate[2]));
    const message = jsonOf(exchange) as SlackMessage | undefined;
    if (typeof message !== 'object' || message === null) return refused(text(400, 'invalid_payload'));
    if (typeof message.text !== 'string' && !Array.isArray(message.blocks)) return refused(text(400, 'no_text'));
    const ids = message.metadata?.event_payload;
    const send = {
      to: exchange.path,
      notification_id: idOf(ids?.notification_id),
      delivery_id: idOf(ids?.delivery_id),
      message_id: randomUUID(),
    };
    return { kind: 'accepted', sends: [send], answer: text(200, 'ok') };
  }

  failure(status: number, retryAfter?: number): Answer {
    const headers: Record<string, number> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    return text(status, status === 429 ? 'rate_limited' : 'rollup_error', headers);
  }

  preview(entry: LedgerEntry): Preview {
    const message = JSON.parse(entry.raw?.body ?? '{}') as SlackMessage;
    return { text: idOf(message.text), data: message.blocks };
  }
}
