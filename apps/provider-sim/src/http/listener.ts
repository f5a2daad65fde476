import type { IncomingMessage, ServerResponse } from 'node:http';
import { problem, type Answer, type Exchange } from './exchange.js';

/** What SendGrid allows for one message, the largest of all providers. */
const LARGEST_BODY = 32 * 1024 * 1024;

export interface Connection {
  /** Cuts the connection without an answer. */
  drop(): void;
  readonly response: ServerResponse;
  readonly request: IncomingMessage;
}

/** Resolves to an answer, or to nothing when the connection is dealt with already (dropped, hung, streamed). */
export type Handler = (exchange: Exchange, connection: Connection) => Promise<Answer | undefined> | Answer | undefined;

/** A node:http listener without any framework: the bench counts its cost with every webhook call. */
export function listener(handle: Handler, onError: (error: unknown) => void) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('error', () => response.destroy());
    response.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LARGEST_BODY) chunks.push(chunk);
    });
    request.on('end', () => {
      if (size > LARGEST_BODY) return send(response, problem(413, 'Payload Too Large'));
      const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      void serve(handle, exchangeOf(request, body), request, response, onError);
    });
  };
}

async function serve(
  handle: Handler,
  exchange: Exchange,
  request: IncomingMessage,
  response: ServerResponse,
  onError: (error: unknown) => void,
): Promise<void> {
  try {
    const answer = await handle(exchange, { request, response, drop: () => drop(request) });
    if (answer) send(response, answer);
  } catch (error) {
    onError(error);
    if (!response.headersSent) send(response, problem(500, 'Internal Server Error'));
  }
}

function exchangeOf(request: IncomingMessage, body: Buffer): Exchange {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  return {
    method: request.method ?? 'GET',
    url,
    path: mark < 0 ? url : url.slice(0, mark),
    headers: request.headers,
    body: body.toString('utf8'),
    bytes: body,
  };
}

function send(response: ServerResponse, answer: Answer): void {
  if (response.destroyed || response.writableEnded) return;
  const body = answer.body ?? '';
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

function drop(request: IncomingMessage): void {
  // An HTTP/2 request has a stream of its own on a shared connection: resetting it is what the caller would see.
  const stream = (request as unknown as { stream?: { close(code: number): void } }).stream;
  if (stream) return stream.close(2);
  // Node can reset plain TCP only; a TLS connection is cut.
  if ('encrypted' in request.socket) request.socket.destroy();
  else request.socket.resetAndDestroy();
}
