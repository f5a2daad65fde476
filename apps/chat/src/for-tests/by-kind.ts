import type { Target } from '#libs/contracts';
import type { Outcome, Provider, ProviderCall } from '#libs/delivery';

/** Several stand-ins as one, since a lane has one for tests: each delivery goes by the first that serves its target. */
export class ByKind implements Provider {
  readonly name = 'chat';
  readonly group = 1;

  constructor(private readonly providers: readonly Provider[]) {}

  serves(target: Target): boolean {
    return this.providers.some((one) => one.serves?.(target) === true);
  }

  async send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    return Promise.all(calls.map((call) => this.sendOne(call, signal)));
  }

  /** Each address of Slack's is a host of its own: that one of them must wait says nothing of the others. */
  speaksAgainst(outcome: Outcome): boolean {
    return (outcome.kind === 'retry' && outcome.code !== 'throttled') || outcome.kind === 'unknown';
  }

  async close(): Promise<void> {
    for (const one of this.providers) await one.close?.();
  }

  private async sendOne(call: ProviderCall, signal: AbortSignal): Promise<Outcome> {
    const provider = this.providers.find((one) => one.serves?.(call.target) === true);
    if (!provider) return { kind: 'rejected', code: 'no_provider', detail: 'nothing of the kind is set up here' };
    const [outcome] = await provider.send([call], signal);
    return outcome ?? { kind: 'unknown', code: 'no_answer' };
  }
}
