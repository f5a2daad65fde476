/** Twilio through its SDK, whose address is fixed: a request client of our own sends every call to the configured one. */
import type { Agent } from 'node:http';
import twilio from 'twilio';
import type { Outcome, Provider, ProviderCall, Trial } from '#libs/delivery';
import { keepAliveAgent, networkOutcome, unlessAborted } from '#libs/provider-http';
import { outcomeOf, refusedTrial, TwilioRefusal } from './twilio.answer.js';
import { callbackUrl, textOf } from './twilio.message.js';

export interface TwilioOptions {
  readonly url: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** A number in E.164, or the id of a messaging service (`MG…`). */
  readonly from: string;
  /** The gateway, as Twilio reaches it. */
  readonly publicUrl: string;
  readonly timeoutMs: number;
}

type Client = InstanceType<typeof twilio.Twilio>;
type RequestOptions<T> = Parameters<typeof twilio.RequestClient.prototype.request<T>>[0];
type Response<T> = Awaited<ReturnType<typeof twilio.RequestClient.prototype.request<T>>>;
interface Answer {
  readonly statusCode: number;
  readonly body: unknown;
  readonly headers: unknown;
}

type Message = Parameters<Client['messages']['create']>[0];

export class TwilioProvider implements Provider {
  readonly name = 'twilio';
  readonly group = 1;
  private readonly agents: Agent[] = [];
  private readonly sender: Pick<Message, 'from' | 'messagingServiceSid'>;
  /** Critical messages have connections of their own. */
  private readonly clients: { readonly critical: Client; readonly others: Client };

  constructor(private readonly options: TwilioOptions) {
    this.sender = options.from.startsWith('MG') ? { messagingServiceSid: options.from } : { from: options.from };
    this.clients = { critical: this.client(), others: this.client() };
  }

  async send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    return Promise.all(calls.map((call) => this.create(call, signal)));
  }

  /** The account itself: whether it opens with the token, and is in use. */
  async try(signal: AbortSignal): Promise<Trial> {
    try {
      const account = this.clients.others.api.v2010.accounts(this.options.accountSid);
      const { status } = await unlessAborted(account.fetch(), signal);
      return status === 'active' ? { ok: true } : { ok: false, code: 'account_inactive', detail: `It is ${status}` };
    } catch (error) {
      if (error instanceof TwilioRefusal) return refusedTrial(error);
      const outcome = networkOutcome(error);
      return { ok: false, code: 'code' in outcome ? outcome.code : 'no_answer' };
    }
  }

  close(): void {
    for (const agent of this.agents) agent.destroy();
  }

  private async create(call: ProviderCall, signal: AbortSignal): Promise<Outcome> {
    const target = call.target;
    if (target.channel !== 'sms') return { kind: 'rejected', code: 'wrong_target', detail: 'not a phone number' };
    if (signal.aborted) return { kind: 'retry', code: 'out_of_time' };
    const client = call.priority === 'critical' ? this.clients.critical : this.clients.others;
    const statusCallback = callbackUrl(this.options.publicUrl, call);
    const message: Message = { ...this.sender, to: target.phone, body: textOf(call.content), statusCallback };
    try {
      const { sid } = await unlessAborted(client.messages.create(message), signal);
      return sid ? { kind: 'sent', providerMessageId: sid } : { kind: 'unknown', code: 'no_answer' };
    } catch (error) {
      return error instanceof TwilioRefusal ? outcomeOf(error) : networkOutcome(error);
    }
  }

  private client(): Client {
    const agent = keepAliveAgent(this.options.url);
    this.agents.push(agent);
    const httpClient = new RequestClientAt(this.options.url, agent, this.options.timeoutMs);
    return new twilio.Twilio(this.options.accountSid, this.options.authToken, { httpClient });
  }
}

class RequestClientAt extends twilio.RequestClient {
  private readonly base: string;

  constructor(url: string, agent: Agent, timeoutMs: number) {
    super({ timeout: timeoutMs, keepAlive: true });
    this.base = url.replace(/\/+$/, '');
    this.axios.defaults.httpAgent = agent;
    this.axios.defaults.httpsAgent = agent;
    // The SDK's time-out starts again with every byte that comes; this one does not.
    this.axios.interceptors.request.use((config) => Object.assign(config, { signal: AbortSignal.timeout(timeoutMs) }));
  }

  override async request<T>(options: RequestOptions<T>): Promise<Response<T>> {
    const { pathname, search } = new URL(options.uri);
    const response = await super.request<T>({ ...options, uri: `${this.base}${pathname}${search}` });
    // The SDK's own exception forgets Retry-After.
    const { statusCode, body, headers } = response as unknown as Answer;
    if (statusCode >= 300) throw TwilioRefusal.of(statusCode, body, headers);
    return response;
  }
}
