/** Amazon SES v2 through its SDK: urgent mails by one call each, the others in one call for up to 50. */
import type { Agent } from 'node:http';
import {
  GetAccountCommand,
  SendBulkEmailCommand,
  SendEmailCommand,
  SESv2Client,
  type SendBulkEmailCommandInput,
  type SendEmailCommandInput,
  type SESv2ClientConfig,
} from '@aws-sdk/client-sesv2';
import type { Outcome, Provider, ProviderCall, Trial } from '#libs/delivery';
import { keepAliveAgent, networkOutcome } from '#libs/provider-http';
import { mailbox, written } from '../../mail/address.js';
import { halves, sendInBatches } from '../../mail/in-batches.js';
import type { Mail } from '../../mail/mail.js';
import { Mailroom, speaksAgainst, type Files, type MailOptions } from '../../mail/mailroom.js';
import {
  isAboutContent,
  outcomeOf,
  outcomeOfEntry,
  readRefusal,
  type SesEntryResult,
  type SesRefusal,
} from './ses.answer.js';
import { batchesOf, bulkOf, emailOf, ENTRIES, type SesSender } from './ses.message.js';

export interface SesOptions extends MailOptions {
  readonly region: string;
  /** By default the region's own. */
  readonly url?: string | undefined;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Says where events go; without one SES tells nothing of what became of a mail. */
  readonly configurationSet?: string | undefined;
  /** `Name <address>` or the bare address. */
  readonly from: string;
  /** For one `send`, however many calls it takes. */
  readonly timeoutMs: number;
}

/** Retrying is the engine's job; and the SDK's own strategies hide the socket's errors, which tell what was never sent. */
const once: NonNullable<SESv2ClientConfig['retryStrategy']> = {
  retry: (next, args) => next(args),
};

/** What SES took, by recipient; or why it took nothing. */
type Answer = { readonly entries: readonly SesEntryResult[] } | { readonly refusal: SesRefusal } | Outcome;

export class SesProvider implements Provider {
  readonly name = 'ses';
  readonly group = ENTRIES;
  readonly speaksAgainst = speaksAgainst;
  private readonly sender: SesSender;
  private readonly mailroom: Mailroom;
  private readonly agents: Agent[] = [];
  /** Critical mail has connections of its own. */
  private readonly clients: { readonly critical: SESv2Client; readonly others: SESv2Client };

  constructor(private readonly options: SesOptions) {
    this.sender = { from: written(mailbox(options.from)), configurationSet: options.configurationSet };
    this.mailroom = new Mailroom(options, false);
    this.clients = { critical: this.client(), others: this.client() };
  }

  send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(this.options.timeoutMs)]);
    return sendInBatches(calls, this.mailroom, batchesOf, (batch, outcomes) => this.sendBatch(batch, limit, outcomes));
  }

  async try(signal: AbortSignal): Promise<Trial> {
    try {
      const account = await this.clients.others.send(new GetAccountCommand({}), { abortSignal: signal });
      if (account.SendingEnabled === false) return { ok: false, code: 'sending_paused', detail: 'sending is paused' };
      return { ok: true };
    } catch (error) {
      const refusal = readRefusal(error);
      const outcome = refusal ? outcomeOf(refusal) : networkOutcome(error);
      return { ok: false, code: 'code' in outcome ? outcome.code : 'no_answer', detail: refusal?.message };
    }
  }

  close(): void {
    for (const client of Object.values(this.clients)) client.destroy();
    for (const agent of this.agents) agent.destroy();
  }

  /** Settles the batch, or answers the smaller ones to try instead: a bad request may be so because of one of them. */
  private async sendBatch(batch: Mail[], signal: AbortSignal, outcomes: Map<ProviderCall, Outcome>): Promise<Mail[][]> {
    const settle = (outcome: Outcome) => batch.forEach(({ call }) => outcomes.set(call, outcome));
    if (signal.aborted) settle({ kind: 'retry', code: 'out_of_time' });
    else {
      const answer = await this.mailroom.withFiles(batch[0]!, signal, (files) => this.post(batch, files, signal));
      if ('kind' in answer) settle(answer);
      else if ('entries' in answer)
        batch.forEach(({ call }, index) => outcomes.set(call, outcomeOfEntry(answer.entries[index])));
      else if (batch.length > 1 && isAboutContent(answer.refusal)) return halves(batch);
      else settle(outcomeOf(answer.refusal));
    }
    return [];
  }

  private async post(batch: readonly Mail[], files: Files, abortSignal: AbortSignal): Promise<Answer> {
    const [first, ...more] = batch as [Mail];
    const client = first.call.priority === 'critical' ? this.clients.critical : this.clients.others;
    try {
      if (more.length === 0) {
        const input: SendEmailCommandInput = emailOf(first, this.sender, files);
        const { MessageId } = await client.send(new SendEmailCommand(input), { abortSignal });
        return { entries: [{ Status: MessageId === undefined ? undefined : 'SUCCESS', MessageId }] };
      }
      const input: SendBulkEmailCommandInput = bulkOf(batch, this.sender, files);
      const { BulkEmailEntryResults } = await client.send(new SendBulkEmailCommand(input), { abortSignal });
      return { entries: BulkEmailEntryResults ?? [] };
    } catch (error) {
      const refusal = readRefusal(error);
      return refusal ? { refusal } : networkOutcome(error);
    }
  }

  private client(): SESv2Client {
    const { url, region, accessKeyId, secretAccessKey, timeoutMs } = this.options;
    const agent = keepAliveAgent(url ?? 'https:');
    this.agents.push(agent);
    return new SESv2Client({
      region,
      endpoint: url,
      credentials: { accessKeyId, secretAccessKey },
      maxAttempts: 1,
      retryStrategy: once,
      requestHandler: {
        httpAgent: agent,
        httpsAgent: agent as never,
        requestTimeout: timeoutMs,
        throwOnRequestTimeout: true,
      },
    });
  }
}
