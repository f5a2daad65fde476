import type { Target } from '#libs/contracts';
import type { Outcome, Provider, ProviderCall } from '#libs/delivery';

/** Several stand-ins as one, since a lane has one for tests: each delivery goes by the first that serves its target. */
export class ByPlatform implements Provider {
  readonly name = 'push';
  readonly group = 1;
  private readonly against = new WeakSet<Outcome>();

  constructor(private readonly providers: readonly Provider[]) {}

  serves(target: Target): boolean {
    return this.serving(target) !== undefined;
  }

  async send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    return Promise.all(calls.map((call) => this.sendOne(call, signal)));
  }

  speaksAgainst(outcome: Outcome): boolean {
    return this.against.has(outcome);
  }

  async close(): Promise<void> {
    await Promise.all(this.providers.map((provider) => provider.close?.()));
  }

  private async sendOne(call: ProviderCall, signal: AbortSignal): Promise<Outcome> {
    const provider = this.serving(call.target);
    if (!provider) return { kind: 'rejected', code: 'no_provider', detail: 'nobody here sends to such a device' };
    const [outcome = { kind: 'unknown', code: 'wrong_count' }] = await provider.send([call], signal);
    if (provider.speaksAgainst?.(outcome) ?? (outcome.kind === 'retry' || outcome.kind === 'unknown'))
      this.against.add(outcome);
    return outcome;
  }

  private serving(target: Target): Provider | undefined {
    return this.providers.find((provider) => provider.serves?.(target) ?? true);
  }
}
