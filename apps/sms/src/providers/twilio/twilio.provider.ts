/** Twilio through its SDK, whose address is fixed: a request client of our own sends every call to the configured one. */
import type { Agent } from 'node:http';
import twilio from 'twilio';
import type { DoubtfulCall, Outcome, Provider, ProviderCall, Trial } from '#libs/delivery';
import { keepAliveAgent, networkOutcome, unlessAborted } from '#libs/provider-http';
import { TwilioRefusal, refusedTrial, answerOf } from './twilio.answer.js';
import { wasSent } from './twilio.history.js';
import { statusAddress } from './twilio.message.js';
import { sendByPool, speaksAgainstProvider, type SenderAnswer } from '../../senders/send-by-pool.js';
import { SenderPool } from '../../senders/sender-pool.js';
import type { Sender } from '../../senders/sender.js';
import { inWords, smsText, type TextRules } from '../../text/sms-text.js';

export interface TwilioOptions {
  readonly url: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** Its pool, as `senderText` says: numbers in E.164, short codes, names, or the id of a messaging service (`MG…`). */
  readonly from: readonly string[];
  readonly text: TextRules;
  /** Segments a second of each number; undefined: no end. */
  readonly perNumberPerSecond?: number | undefined;
  /** Where Twilio tells us what became of them. */
  readonly callbackUrl: string;
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

/** The most that Twilio lists at once. */
const PAGE = 1_000;

export class TwilioProvider implements Provider {
  readonly name = 'twilio';
  readonly group = 1;
  private readonly agents: Agent[] = [];
  private readonly pool: SenderPool;
  /** Critical messages have connections of their own. */
  private readonly clients: { readonly critical: Client; readonly others: Client };

  constructor(private readonly options: TwilioOptions) {
    this.pool = new SenderPool(options.from, options);
    this.clients = { critical: this.client(), others: this.client() };
  }

  async send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    return Promise.all(calls.map((call) => this.sendOne(call, signal)));
  }

  speaksAgainst(outcome: Outcome): boolean {
    return speaksAgainstProvider(outcome);
  }

  ask(calls: readonly DoubtfulCall[], signal: AbortSignal): Promise<(boolean | undefined)[]> {
    return Promise.all(calls.map((call) => this.lookUp(call, signal).catch(() => undefined)));
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

  private async sendOne(call: ProviderCall, signal: AbortSignal): Promise<Outcome> {
    const target = call.target;
    if (target.channel !== 'sms') return { kind: 'rejected', code: 'wrong_target', detail: 'not a phone number' };
    const said = smsText(call.content, this.options.text);
    if ('kind' in said) return said;
    const statusCallback = statusAddress(this.options.callbackUrl, call);
    const detail = inWords(said.segments);
    const critical = call.priority === 'critical';
    const ask = {
      phone: target.phone,
      segments: said.segments.count,
      critical,
      // The other half is for the call itself.
      patienceMs: this.options.timeoutMs / 2,
      signal,
    };
    const client = critical ? this.clients.critical : this.clients.others;
    return sendByPool(this.pool, ask, (sender) =>
      create(client, { ...fromOf(sender), to: target.phone, body: said.text, statusCallback }, detail, signal),
    );
  }

  private async lookUp(call: DoubtfulCall, signal: AbortSignal): Promise<boolean | undefined> {
    if (call.target.channel !== 'sms') return undefined;
    const said = smsText(call.content, this.options.text);
    if ('kind' in said) return undefined;
    const { messages } = this.clients.others;
    const page = await unlessAborted(messages.page({ to: call.target.phone, pageSize: PAGE }), signal);
    return wasSent(call, said.text, { messages: page.instances, isComplete: !page.nextPageUrl });
  }

  private client(): Client {
    const agent = keepAliveAgent(this.options.url);
    this.agents.push(agent);
    const httpClient = new RequestClientAt(this.options.url, agent, this.options.timeoutMs);
    return new twilio.Twilio(this.options.accountSid, this.options.authToken, { httpClient });
  }
}

const fromOf = ({ id, kind }: Sender): Pick<Message, 'from' | 'messagingServiceSid'> =>
  kind === 'service' ? { messagingServiceSid: id } : { from: id };

async function create(client: Client, message: Message, detail: string, signal: AbortSignal): Promise<SenderAnswer> {
  try {
    const { sid } = await unlessAborted(client.messages.create(message), signal);
    return sid ? { kind: 'sent', providerMessageId: sid, detail } : { kind: 'unknown', code: 'no_answer' };
  } catch (error) {
    return error instanceof TwilioRefusal ? answerOf(error) : networkOutcome(error);
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
