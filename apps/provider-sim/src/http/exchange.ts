import type { IncomingHttpHeaders } from 'node:http';

/** One HTTP request, read whole. */
export interface Exchange {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The same as it came, for what is no text. */
  readonly bytes?: Buffer;
}

export const bytesOf = ({ body, bytes = Buffer.from(body) }: Exchange): Buffer => bytes;

export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string | number>;
  readonly body?: string | Buffer;
}

export const json = (status: number, value: unknown, headers: Record<string, string | number> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(value),
});

export const problem = (status: number, title: string, detail?: string): Answer => ({
  ...json(status, { type: 'about:blank', title, status, detail }),
  headers: { 'content-type': 'application/problem+json' },
});

export const queryOf = (exchange: Exchange): URLSearchParams => {
  const mark = exchange.url.indexOf('?');
  return new URLSearchParams(mark < 0 ? '' : exchange.url.slice(mark + 1));
};

/** The body as JSON, or undefined when it is none. */
export function jsonOf(exchange: Exchange): unknown {
  try {
    return JSON.parse(exchange.body);
  } catch {
    return undefined;
  }
}
