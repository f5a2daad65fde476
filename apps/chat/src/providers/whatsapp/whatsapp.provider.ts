/** WhatsApp by Meta's Cloud API, over plain HTTP: Meta's own package for Node is archived. */
import type { Target } from '#libs/contracts';
import type { Outcome, Provider, ProviderCall, Trial } from '#libs/delivery';
import { networkOutcome, ProviderHttp } from '#libs/provider-http';
import { outcomeOf } from './whatsapp.answer.js';
import { LONGEST_TEXT, messageOf, textOf } from './whatsapp.message.js';

export interface WhatsappOptions {
  readonly url: string;
  /** Of the Graph API: `v23.0`. */
  readonly version: string;
  /** Meta's id of the number that messages come from. */
  readonly phoneNumberId: string;
  readonly token: string;
  readonly timeoutMs: number;
}

export class WhatsappProvider implements Provider {
  readonly name = 'whatsapp';
  readonly group = 1;
  private readonly http: ProviderHttp;
  private readonly number: string;
  private readonly headers: Readonly<Record<string, string>>;

  constructor({ url, version, phoneNumberId, token, timeoutMs }: WhatsappOptions) {
    this.http = new ProviderHttp({ timeoutMs });
    this.number = `${url.replace(/\/+$/, '')}/${version}/${phoneNumberId}`;
    this.headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  }

  serves(target: Target): boolean {
    return target.channel === 'chat' && target.kind === 'whatsapp';
  }

  async send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    return Promise.all(calls.map((call) => this.post(call, signal)));
  }

  /** What the number is called: only whoever may send from it is told. */
  async try(signal: AbortSignal): Promise<Trial> {
    const url = `${this.number}?fields=display_phone_number`;
    const ask = { method: 'GET', url, headers: this.headers, critical: false, signal } as const;
    const outcome = await this.http
      .call(ask)
      .then((answer) => (answer.status === 200 ? undefined : outcomeOf(answer)), networkOutcome);
    if (!outcome) return { ok: true };
    return outcome.kind === 'sent'
      ? { ok: false, code: 'no_answer' }
      : { ok: false, code: outcome.code, detail: outcome.detail };
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private async post(call: ProviderCall, signal: AbortSignal): Promise<Outcome> {
    const { target, content } = call;
    if (target.channel !== 'chat' || target.kind !== 'whatsapp') return { kind: 'rejected', code: 'wrong_target' };
    if (!content.chat?.template && textOf(content).length > LONGEST_TEXT) return { kind: 'rejected', code: 'too_long' };
    if (signal.aborted) return { kind: 'retry', code: 'out_of_time' };
    const body = JSON.stringify(messageOf(call, target.phone));
    const critical = call.priority === 'critical';
    try {
      return outcomeOf(
        await this.http.call({ url: `${this.number}/messages`, headers: this.headers, body, critical, signal }),
      );
    } catch (error) {
      return networkOutcome(error);
    }
  }
}
