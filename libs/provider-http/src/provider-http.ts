/**
 * One request, one answer, for providers whose HTTP is simple enough to need no SDK of theirs: nothing is tried again, no redirect
 * is followed, and what did not come back is thrown as undici throws it, so that `networkOutcome` can tell what it means.
 */
import { Agent, request, type Dispatcher } from 'undici';

interface ProviderHttpOptions {
  /** For one whole call, its answer included. */
  readonly timeoutMs: number;
  /** At most to one host. */
  readonly connections?: number;
}

export interface HttpCall {
  readonly method?: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Has connections of its own. */
  readonly critical: boolean;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

const LONGEST_CONNECT_MS = 5_000;
/** No provider says so much that is worth reading. */
const LONGEST_ANSWER = 262_144;

export class ProviderHttp {
  private readonly agents: { readonly critical: Agent; readonly others: Agent };

  constructor(private readonly options: ProviderHttpOptions) {
    this.agents = { critical: this.agent(), others: this.agent() };
  }

  async call({ method = 'POST', url, headers, body, critical, signal }: HttpCall): Promise<HttpAnswer> {
    const dispatcher = critical ? this.agents.critical : this.agents.others;
    const ends = AbortSignal.any([signal, AbortSignal.timeout(this.options.timeoutMs)]);
    const answer = await request(url, { method, headers, body, dispatcher, signal: ends });
    return { status: answer.statusCode, headers: answer.headers, text: await textOf(answer.body) };
  }

  async close(): Promise<void> {
    await Promise.all([this.agents.critical.destroy(), this.agents.others.destroy()]);
  }

  private agent(): Agent {
    const { timeoutMs, connections = 256 } = this.options;
    return new Agent({
      connections,
      // On a connection with others, nobody could say what had left when it breaks.
      allowH2: false,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      connect: { timeout: Math.min(LONGEST_CONNECT_MS, timeoutMs), allowH2: false },
    });
  }
}

async function textOf(body: Dispatcher.ResponseData['body']): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of body) {
    parts.push(part as Buffer);
    length += (part as Buffer).length;
    if (length > LONGEST_ANSWER) break;
  }
  return Buffer.concat(parts).toString('utf8');
}

/** What an answer says in JSON; an empty object where it is none. */
export function jsonOf({ text }: HttpAnswer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
