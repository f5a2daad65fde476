// What the mailbox page asks for:
//   GET /mailbox/messages?q=&limit=   {messages, last_seq}, newest first, of the last 5,000 sends
//   GET /mailbox/live                 server-sent events: the newest number, whenever there is one
import type { ServerResponse } from 'node:http';
import { json, queryOf, type Answer, type Exchange } from '../http/exchange.js';
import type { Connection } from '../http/listener.js';
import type { LedgerEntry } from '../ledger/ledger-entry.js';
import type { Ledger } from '../ledger/ledger.js';
import type { PreviewOf } from '../providers/protocol.js';

const SHOWN = 100;
const SEARCHED = 5_000;
const TELL_EVERY_MS = 250;

export class Mailbox {
  private readonly watchers = new Set<ServerResponse>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly ledger: Ledger,
    private readonly protocols: readonly PreviewOf[],
  ) {
    ledger.onAccepted(() => {
      if (this.watchers.size) this.timer ??= setTimeout(() => this.tell(), TELL_EVERY_MS);
    });
  }

  matches(path: string): boolean {
    return path === '/mailbox/messages' || path === '/mailbox/live';
  }

  handle(exchange: Exchange, connection: Connection): Promise<Answer> | undefined {
    return exchange.path === '/mailbox/live' ? this.watch(connection) : this.messages(exchange);
  }

  stop(): void {
    clearTimeout(this.timer);
    for (const watcher of this.watchers) watcher.end();
  }

  private async messages(exchange: Exchange): Promise<Answer> {
    const wanted = (queryOf(exchange).get('q') ?? '').trim().toLowerCase();
    const back = wanted ? SEARCHED : SHOWN;
    const entries = await this.ledger.page(Math.max(0, this.ledger.lastSeq - back), back, true);
    const messages = entries
      .reverse()
      .map((entry) => this.show(entry))
      .filter((message) => !wanted || JSON.stringify(message).toLowerCase().includes(wanted))
      .slice(0, SHOWN);
    return json(200, { messages, last_seq: this.ledger.lastSeq });
  }

  private show(entry: LedgerEntry) {
    const { raw, callback_url: _, ...rest } = entry;
    const protocol = this.protocols.find(({ name }) => name === entry.provider);
    return { ...rest, ...protocol?.preview(entry), raw: { method: raw?.method, url: raw?.url, body: raw?.body } };
  }

  private watch({ response }: Connection): undefined {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(`data: ${this.ledger.lastSeq}\n\n`);
    this.watchers.add(response);
    response.on('close', () => this.watchers.delete(response));
    return undefined;
  }

  private tell(): void {
    this.timer = undefined;
    for (const watcher of this.watchers) watcher.write(`data: ${this.ledger.lastSeq}\n\n`);
  }
}
