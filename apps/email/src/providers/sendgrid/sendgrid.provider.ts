/**
 * SendGrid through its SDK. `MailService.send` clones every field of every personalization several times; its client takes the
 * body as it stands, at about a third of the CPU (docs/performance.md).
 */
import type { Agent } from 'node:http';
import sendgrid from '@sendgrid/mail';
import type { DoubtfulCall, Outcome, Provider, ProviderCall, Trial } from '#libs/delivery';
import { keepAliveAgent, networkOutcome } from '#libs/provider-http';
import { canBeCertain, MOST_ASKED, OUR_MAILS, queryFor, toldOf } from './sendgrid.activity.js';
import { isAboutContent, outcomeOf, refusals, type SendgridAnswer, trialOf } from './sendgrid.answer.js';
import { batchesOf, sendgridBody } from './sendgrid.message.js';
import { mailbox, type Mailbox } from '../../mail/address.js';
import { halves, sendInBatches } from '../../mail/in-batches.js';
import type { Mail } from '../../mail/mail.js';
import { Mailroom, speaksAgainst, type Files, type MailOptions } from '../../mail/mailroom.js';

export interface SendgridOptions extends MailOptions {
  readonly url: string;
  readonly apiKey: string;
  /** `Name <address>` or the bare address. */
  readonly from: string;
  /** For one `send`, however many calls it takes. */
  readonly timeoutMs: number;
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

export class SendgridProvider implements Provider {
  readonly name = 'sendgrid';
  readonly group = 1_000;
  readonly speaksAgainst = speaksAgainst;
  private readonly from: Mailbox;
  private readonly mailroom: Mailroom;
  private readonly agents: Agent[] = [];
  /** Critical mail has connections of its own. */
  private readonly clients: { readonly critical: Client; readonly others: Client };

  constructor(private readonly options: SendgridOptions) {
    this.from = mailbox(options.from);
    this.mailroom = new Mailroom(options, false);
    this.clients = { critical: this.client(), others: this.client() };
  }

  send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(this.options.timeoutMs)]);
    return sendInBatches(calls, this.mailroom, batchesOf, (batch, outcomes) => this.sendBatch(batch, limit, outcomes));
  }

  /** One after the other, the oldest doubts of the group and no more than its API takes. */
  async ask(calls: readonly DoubtfulCall[], signal: AbortSignal): Promise<(boolean | undefined)[]> {
    const told = new Map<DoubtfulCall, number | undefined>();
    const oldestFirst = calls.toSorted((a, b) => Date.parse(a.calledAt) - Date.parse(b.calledAt));
    for (const call of oldestFirst.slice(0, MOST_ASKED)) {
      told.set(call, await this.activity(queryFor(call), signal));
      if (told.get(call) === undefined) break;
    }
    const mayBeAbsent = calls.some((call) => told.get(call) === 0 && canBeCertain(call));
    const seesOurs = mayBeAbsent && ((await this.activity(OUR_MAILS, signal)) ?? 0) > 0;
    return calls.map((call) => {
      if ((told.get(call) ?? 0) > 0) return true;
      return told.get(call) === 0 && seesOurs && canBeCertain(call) ? false : undefined;
    });
  }

  /** What the key may do: asks nobody but SendGrid. */
  async try(signal: AbortSignal): Promise<Trial> {
    return trialOf(await this.request({ method: 'GET', url: '/v3/scopes', signal } as Request, this.clients.others));
  }

  close(): void {
    for (const agent of this.agents) agent.destroy();
  }

  /** Settles the batch, or answers the smaller ones to try instead. */
  private async sendBatch(batch: Mail[], signal: AbortSignal, outcomes: Map<ProviderCall, Outcome>): Promise<Mail[][]> {
    const settle = (outcome: Outcome) => batch.forEach(({ call }) => outcomes.set(call, outcome));
    if (signal.aborted) settle({ kind: 'retry', code: 'out_of_time' });
    else {
      const answer = await this.mailroom.withFiles(batch[0]!, signal, (files) => this.post(batch, files, signal));
      if ('kind' in answer) settle(answer);
      else if (batch.length > 1 && isAboutContent(answer)) return withoutBlamed(batch, answer, outcomes);
      else settle(outcomeOf(answer));
    }
    return [];
  }

  private post(batch: readonly Mail[], files: Files, signal: AbortSignal): Promise<SendgridAnswer | Outcome> {
    const client = batch[0]!.call.priority === 'critical' ? this.clients.critical : this.clients.others;
    const body = sendgridBody(batch, this.from, files);
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

  private async activity(query: string, signal: AbortSignal): Promise<number | undefined> {
    const request = { method: 'GET', url: '/v3/messages', qs: { limit: 1, query }, signal } as Request;
    try {
      const [response, body] = (await this.clients.others.request(request)) as [Response, unknown];
      return toldOf({ status: response.statusCode, body });
    } catch {
      return undefined;
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

type SignalledRequest = Request & { readonly signal?: AbortSignal };

/** Who is to blame is refused, and the others are tried again; where the answer names nobody, in halves. */
function withoutBlamed(batch: Mail[], answer: SendgridAnswer, outcomes: Map<ProviderCall, Outcome>): Mail[][] {
  const guilty = refusals(answer);
  const rest = batch.filter(({ call }, index) => {
    const refusal = guilty.get(index);
    if (refusal) outcomes.set(call, refusal);
    return !refusal;
  });
  if (rest.length === 0) return [];
  return rest.length < batch.length ? [rest] : halves(batch);
}
