import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly key: string | undefined;
  readonly body: unknown;
}

/** An answer of the script: one that is told, or a connection that is cut. */
export type Scripted =
  'cut' | 'silence' | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> };

/** Stands in for Carillon: answers by a script, one line a request, and keeps what it was asked. */
export class ScriptedServer {
  readonly seen: Seen[] = [];
  private script: (Scripted | ((seen: Seen) => Scripted))[] = [];

  private tellAsked: () => void = () => {};

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ScriptedServer> {
    const server = createServer();
    const scripted = new ScriptedServer(server);
    server.on('request', (request, response) => {
      void scripted.next(request).then((line) => {
        if (line === 'silence') return;
        if (line === 'cut') return request.socket.destroy();
        const type = line.status < 300 ? 'application/json' : 'application/problem+json';
        response.writeHead(line.status, { 'content-type': type, ...line.headers });
        response.end(line.body === undefined ? '' : JSON.stringify(line.body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return scripted;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The last line answers all that come after it. */
  answers(...script: (Scripted | ((seen: Seen) => Scripted))[]): void {
    this.script = script;
    this.seen.length = 0;
  }

  /** When a request has come since the script was told. */
  async asked(): Promise<void> {
    if (this.seen.length === 0) await new Promise<void>((resolve) => (this.tellAsked = resolve));
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async next(request: IncomingMessage): Promise<Scripted> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString();
    const seen = {
      method: request.method ?? '',
      url: request.url ?? '',
      key: request.headers['idempotency-key'] as string | undefined,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
    this.seen.push(seen);
    this.tellAsked();
    const line = (this.script.length > 1 ? this.script.shift() : this.script[0])!;
    return typeof line === 'function' ? line(seen) : line;
  }
}

export const problem = (status: number, code = 'unavailable', headers: Record<string, string> = {}): Scripted => ({
  status,
  headers,
  body: { type: `urn:carillon:problem:${code}`, title: code, status, code, errors: [{ pointer: '/x', detail: 'y' }] },
});
