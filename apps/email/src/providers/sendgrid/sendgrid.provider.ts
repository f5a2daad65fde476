/**
 * SendGrid through its SDK. `MailService.send` clones every field of every personalization several times; its client takes the
 * body as it stands, at about a third of the CPU (docs/performance.md).
 */
import type { Agent } from 'node:http';
import sendgrid from '@sendgrid/mail';
import type { Outcome, Provider, ProviderCall, Trial } from '#libs/delivery';
import { keepAliveAgent, networkOutcome } from '#libs/provider-http';
import { isAboutContent, outcomeOf, refusals, trialOf, type SendgridAnswer } from './sendgrid.answer.js';
import { batchesOf, mailbox, sendgridBody, type HeadersOf, type Mailbox } from './sendgrid.message.js';

export interface SendgridOptions {
  readonly url: string;
  readonly apiKey: string;
  /** `Name <address>` or the bare address. */
  readonly from: string;
  /** For one `send`, however many calls it takes. */
  readonly timeoutMs: number;
  readonly headersOf?: HeadersOf;
}

type MailService = typeof sendgrid;
/** TypeScript 7 does not see the class in the SDK's types, only the instance. */
const MailService = sendgrid.constructor as new () => MailService;
type Client = Parameters<MailService['setClient']>[0];
type Request = Parameters<Client['request']>[0];

interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Calls that one `send` makes at once when its deliveries do not go together. */
const AT_ONCE = 64;

export class SendgridProvider implements Provider {
  readonly name = 'sendgrid';
  readonly group = 1_000;
  private readonly from: Mailbox;
  private readonly agents: Agent[] = [];
  /** Critical mail has connections of its own. */
  private readonly clients: { readonly critical: Client; readonly others: Client };

  constructor(private readonly options: SendgridOptions) {
    this.from = mailbox(options.from);
    this.clients = { critical: this.client(), others: this.client() };
  }

  async send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(this.options.timeoutMs)]);
    const outcomes = new Map<ProviderCall, Outcome>();
    const waiting = calls.some(isUrgent) ? calls.map((call) => [call]) : batchesOf(calls);
    const work = async () => {
      for (let batch = waiting.shift(); batch; batch = waiting.shift())
        waiting.unshift(...(await this.sendBatch(batch, limit, outcomes)));
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, work));
    return calls.map((call) => outcomes.get(call)!);
  }

  /** What the key may do: asks nobody but SendGrid. */
  async try(signal: AbortSignal): Promise<Trial> {
    return trialOf(await this.request({ method: 'GET', url: '/v3/scopes', signal } as Request, this.clients.others));
  }

  close(): void {
    for (const agent of this.agents) agent.destroy();
  }

  /** Settles the batch, or answers the smaller ones to try instead. */
  private async sendBatch(
    batch: ProviderCall[],
    signal: AbortSignal,
    outcomes: Map<ProviderCall, Outcome>,
  ): Promise<ProviderCall[][]> {
    const settle = (outcome: Outcome) => batch.forEach((call) => outcomes.set(call, outcome));
    if (signal.aborted) settle({ kind: 'retry', code: 'out_of_time' });
    else {
      const answer = await this.post(batch, signal);
      if ('kind' in answer) settle(answer);
      else if (batch.length > 1 && isAboutContent(answer)) return withoutBlamed(batch, answer, outcomes);
      else settle(outcomeOf(answer));
    }
    return [];
  }

  private async post(batch: readonly ProviderCall[], signal: AbortSignal): Promise<SendgridAnswer | Outcome> {
    const client = batch[0]!.priority === 'critical' ? this.clients.critical : this.clients.others;
    const body = sendgridBody(batch, this.from, this.options.headersOf);
    return this.request({ method: 'POST', url: '/v3/mail/send', body, signal } as Request, client);
  }

  private async request(request: Request, client: Client): Promise<SendgridAnswer | Outcome> {
    try {
      const [response, answer] = (await client.request(request)) as [Response, unknown];
      return { status: response.statusCode, headers: response.headers, body: answer };
    } catch (error) {
      return networkOutcome(error);
    }
  }

  private client(): Client {
    const service = new MailService() as MailService & { client: Client };
    service.setApiKey(this.options.apiKey);
    const { client } = service;
    const httpAgent = keepAliveAgent(this.options.url);
    this.agents.push(httpAgent);
    // Settings of the SDK's HTTP client, which it passes on. A refusal is an answer like any other here, so nothing throws for it.
    const settings = { baseUrl: this.options.url, httpAgent, httpsAgent: httpAgent, maxRedirects: 0, proxy: false };
    client.setDefaultRequest({ ...settings, validateStatus: () => true } as unknown as Request);
    // The SDK drops what it does not know from a request; the signal must come through.
    const createRequest = client.createRequest.bind(client);
    client.createRequest = (data: SignalledRequest) => Object.assign(createRequest(data), { signal: data.signal });
    return client;
  }
}

/** Nothing shall go wrong for these because of others that went along. */
const isUrgent = ({ priority }: ProviderCall) => priority === 'critical' || priority === 'high';

type SignalledRequest = Request & { readonly signal?: AbortSignal };

/** Who is to blame is refused, and the others are tried again; where the answer names nobody, in halves. */
function withoutBlamed(
  batch: ProviderCall[],
  answer: SendgridAnswer,
  outcomes: Map<ProviderCall, Outcome>,
): ProviderCall[][] {
  const guilty = refusals(answer);
  const rest = batch.filter((call, index) => {
    const refusal = guilty.get(index);
    if (refusal) outcomes.set(call, refusal);
    return !refusal;
  });
  if (rest.length === 0) return [];
  if (rest.length < batch.length) return [rest];
  const half = batch.length >> 1;
  return [batch.slice(0, half), batch.slice(half)];
}
