/**
 * Vonage's SMS API over plain HTTP. Their package hides what this needs: which failure came before the request had left, when to
 * come back, and connections of one's own; what is left of it is a form and a table.
 */
import type { Outcome, Provider, ProviderCall, Trial } from '#libs/delivery';
import { networkOutcome, ProviderHttp } from '#libs/provider-http';
import { sendByPool, speaksAgainstProvider, type SenderAnswer } from '../../senders/send-by-pool.js';
import { SenderPool } from '../../senders/sender-pool.js';
import { inWords, smsText, type TextRules } from '../../text/sms-text.js';
import { answerOf } from './vonage.answer.js';
import { formOf, type VonageCredentials, type VonageMessage } from './vonage.message.js';

export interface VonageOptions extends VonageCredentials {
  readonly url: string;
  /** Its pool, as `senderText` says. */
  readonly from: readonly string[];
  readonly text: TextRules;
  /** Segments a second of each number; undefined: no end. */
  readonly perNumberPerSecond?: number | undefined;
  /** Where Vonage tells us what became of them. */
  readonly callbackUrl: string;
  readonly timeoutMs: number;
}

export class VonageProvider implements Provider {
  readonly name = 'vonage';
  readonly group = 1;
  private readonly pool: SenderPool;
  private readonly http: ProviderHttp;
  private readonly base: string;

  constructor(private readonly options: VonageOptions) {
    this.pool = new SenderPool(options.from, options);
    this.http = new ProviderHttp(options);
    this.base = options.url.replace(/\/+$/, '');
  }

  async send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    return Promise.all(calls.map((call) => this.sendOne(call, signal)));
  }

  speaksAgainst(outcome: Outcome): boolean {
    return speaksAgainstProvider(outcome);
  }

  /** The balance: nothing is sent, and only the right key and secret are told it. [R] By Basic authentication. */
  async try(signal: AbortSignal): Promise<Trial> {
    const { apiKey, apiSecret } = this.options;
    const authorization = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`;
    const url = `${this.base}/account/get-balance`;
    try {
      const { status, text } = await this.http.call({
        method: 'GET',
        url,
        headers: { authorization },
        critical: false,
        signal,
      });
      if (status === 200) return { ok: true };
      const code = status === 401 ? 'not_authorized' : `http_${status}`;
      return { ok: false, code, detail: text.slice(0, 200) };
    } catch (error) {
      const outcome = networkOutcome(error);
      return { ok: false, code: outcome.kind === 'sent' ? 'no_answer' : outcome.code };
    }
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private async sendOne(call: ProviderCall, signal: AbortSignal): Promise<Outcome> {
    const { target } = call;
    if (target.channel !== 'sms') return { kind: 'rejected', code: 'wrong_target', detail: 'not a phone number' };
    const said = smsText(call.content, this.options.text);
    if ('kind' in said) return said;
    const { callbackUrl, timeoutMs } = this.options;
    const ask = {
      phone: target.phone,
      segments: said.segments.count,
      critical: call.priority === 'critical',
      // The other half is for the call itself.
      patienceMs: timeoutMs / 2,
      signal,
    };
    return sendByPool(this.pool, ask, ({ id }) =>
      this.post({ call, from: id, to: target.phone, said, callbackUrl }, signal),
    );
  }

  private async post(message: VonageMessage, signal: AbortSignal): Promise<SenderAnswer> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = formOf(message, this.options).toString();
    const critical = message.call.priority === 'critical';
    try {
      const answer = await this.http.call({ url: `${this.base}/sms/json`, headers, body, critical, signal });
      return answerOf(answer, inWords(message.said.segments));
    } catch (error) {
      return networkOutcome(error);
    }
  }
}
