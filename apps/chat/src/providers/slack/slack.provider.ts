/** Slack's incoming webhooks. Each address is a host of its own to us: that one of them is told to wait says nothing of the others. */
import type { Target } from '#libs/contracts';
import type { Outcome, Provider, ProviderCall } from '#libs/delivery';
import { networkOutcome, ProviderHttp } from '#libs/provider-http';
import { outcomeOf } from './slack.answer.js';
import { LONGEST_TEXT, messageOf } from './slack.message.js';
import { isSlackPlace } from './slack.place.js';

export interface SlackOptions {
  readonly timeoutMs: number;
  /** `host:port` that may be called beside Slack's own; for a stand-in. */
  readonly allow: readonly string[];
}

export class SlackProvider implements Provider {
  readonly name = 'slack';
  readonly group = 1;
  private readonly http: ProviderHttp;
  private readonly allowed: ReadonlySet<string>;

  constructor(options: SlackOptions) {
    this.http = new ProviderHttp(options);
    this.allowed = new Set(options.allow);
  }

  serves(target: Target): boolean {
    return target.channel === 'chat' && target.kind === 'slack';
  }

  async send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    return Promise.all(calls.map((call) => this.post(call, signal)));
  }

  speaksAgainst(outcome: Outcome): boolean {
    return (outcome.kind === 'retry' && outcome.code !== 'throttled') || outcome.kind === 'unknown';
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private async post(call: ProviderCall, signal: AbortSignal): Promise<Outcome> {
    const { target } = call;
    if (target.channel !== 'chat' || target.kind !== 'slack') return { kind: 'rejected', code: 'wrong_target' };
    if (!isSlackPlace(target.url, this.allowed)) return { kind: 'rejected', code: 'address_refused' };
    const message = messageOf(call);
    if (message.text.length > LONGEST_TEXT) return { kind: 'rejected', code: 'too_long' };
    if (signal.aborted) return { kind: 'retry', code: 'out_of_time' };
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const critical = call.priority === 'critical';
    try {
      return outcomeOf(
        await this.http.call({ url: target.url, headers, body: JSON.stringify(message), critical, signal }),
      );
    } catch (error) {
      return networkOutcome(error);
    }
  }
}
