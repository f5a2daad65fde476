import { PLACES, type Operations, type Problem } from './api.js';
import { CarillonProblem, CarillonUnreachable } from './errors.js';
import { newKey } from './new-key.js';
import { delayBefore, pause, RETRY, retryAfterOf, type RetryOptions } from './retry.js';

export type OperationId = keyof Operations & keyof typeof PLACES;
export type Answer<Id extends OperationId> = Operations[Id]['answer'];

type NeedsNothing<T> = T extends undefined ? true : object extends T ? true : false;
type Part<Name extends string, T> =
  NeedsNothing<T> extends true ? { readonly [N in Name]?: T } : { readonly [N in Name]: T };

/** What a call takes: the parameters of its path, its query and its body. */
export type Input<Id extends OperationId> = Part<'path', Operations[Id]['path']> &
  Part<'query', Operations[Id]['query']> &
  Part<'body', Operations[Id]['body']>;

export interface CallOptions {
  /** Ends the call, retries and all. */
  readonly signal?: AbortSignal;
  /** Of one attempt. */
  readonly timeoutMs?: number;
  /** One is made where none is given; it stays the same over the retries. */
  readonly idempotencyKey?: string;
}

export interface CarillonOptions {
  readonly baseUrl: string;
  /** An API key, or an end user's token. */
  readonly apiKey: string;
  /** Of one attempt; 10 s. */
  readonly timeoutMs?: number;
  readonly retry?: Partial<RetryOptions>;
  readonly fetch?: typeof fetch;
}

interface AnyInput {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

const TIMEOUT_MS = 10_000;

/** One call, again and again until it succeeds or cannot. */
export class Transport {
  readonly retry: RetryOptions;

  constructor(private readonly options: CarillonOptions) {
    this.retry = { ...RETRY, ...options.retry };
  }

  async call<Id extends OperationId>(id: Id, input: Input<Id>, options: CallOptions = {}): Promise<Answer<Id>> {
    const place = PLACES[id];
    const key = place.keyed ? (options.idempotencyKey ?? newKey()) : undefined;
    const safe = key !== undefined || (place.method as string) !== 'POST';
    for (let attempt = 1; ; attempt++) {
      try {
        return (await this.once(id, input, options, key)) as Answer<Id>;
      } catch (error) {
        const delay = delayBefore(attempt + 1, error, safe, this.retry);
        if (delay === undefined) throw error;
        await pause(delay, options.signal);
      }
    }
  }

  private async once(
    id: OperationId,
    input: AnyInput,
    options: CallOptions,
    key: string | undefined,
  ): Promise<unknown> {
    const { signal, timeoutMs = this.options.timeoutMs ?? TIMEOUT_MS } = options;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await (this.options.fetch ?? fetch)(this.addressOf(id, input), {
        method: PLACES[id].method,
        headers: this.headers(input, key),
        body: input.body === undefined ? null : JSON.stringify(input.body),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      return await read(response);
    } catch (error) {
      if (error instanceof CarillonProblem) throw error;
      signal?.throwIfAborted();
      throw new CarillonUnreachable(timeout.aborted ? `No answer within ${timeoutMs} ms` : 'The connection failed', {
        cause: error,
      });
    }
  }

  private addressOf(id: OperationId, { path = {}, query = {} }: AnyInput): string {
    const address = PLACES[id].path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    const search = new URLSearchParams(
      Object.fromEntries(given.map(([name, value]) => [name, String(value)])),
    ).toString();
    return this.options.baseUrl.replace(/\/+$/, '') + address + (search ? `?${search}` : '');
  }

  private headers({ body }: AnyInput, key: string | undefined): Record<string, string> {
    return {
      authorization: `Bearer ${this.options.apiKey}`,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    };
  }
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  if (response.ok) return text === '' ? undefined : isJson ? JSON.parse(text) : text;
  const retryAfter = retryAfterOf(response.headers.get('retry-after'));
  throw new CarillonProblem(isJson ? (JSON.parse(text) as Problem) : somebodyElses(response), retryAfter);
}

/** Not from Carillon but from something on the way, as a balancer. */
const somebodyElses = ({ status, statusText }: Response): Problem => ({
  type: 'about:blank',
  title: statusText || 'No problem document',
  status,
  code: 'not_from_carillon',
});
