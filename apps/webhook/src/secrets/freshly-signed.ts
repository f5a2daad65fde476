import type { SigningSecrets, TargetOf } from '#libs/contracts';
import type { Outcome, Provider, ProviderCall } from '#libs/delivery';
import type { Log } from '#libs/messaging';
import type { CurrentSecrets } from './current-secrets.js';

/** What left its maker sooner ago goes with the secrets that it brought. */
const FRESH_MS = 60_000;

/**
 * Signs each attempt with the secrets that are valid at its moment: what waited (for a retry, a pause, in the dead letters) brings those
 * of the time when it was made, and they may have been rotated since. Where nobody can say which are valid it goes with what it
 * brought: an endpoint that does not take that has it tried again.
 */
export class FreshlySigned implements Provider {
  readonly name: string;
  readonly group: number;

  constructor(
    private readonly provider: Provider,
    private readonly secrets: { readonly [Lane in 'critical' | 'others']: Pick<CurrentSecrets, 'of'> },
    private readonly log: Pick<Log, 'warn'>,
    private readonly ended: () => void = () => {},
  ) {
    this.name = provider.name;
    this.group = provider.group;
  }

  async send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    if (!calls.some(hasWaited)) return this.provider.send(calls, signal);
    const signed = await Promise.all(calls.map((call) => this.signed(call)));
    return this.provider.send(signed, signal);
  }

  speaksAgainst(outcome: Outcome): boolean {
    return this.provider.speaksAgainst?.(outcome) ?? false;
  }

  async close(): Promise<void> {
    await this.provider.close?.();
    this.ended();
  }

  private async signed(call: ProviderCall): Promise<ProviderCall> {
    const { target, priority } = call;
    if (target.channel !== 'webhook' || !hasWaited(call)) return call;
    try {
      const secrets = this.secrets[priority === 'critical' ? 'critical' : 'others'];
      const now = await secrets.of(call, target.endpoint_id);
      return now ? { ...call, target: withSecrets(target, now) } : call;
    } catch (err) {
      this.log.warn({ err, delivery_id: call.deliveryId }, 'nobody says what an endpoint is signed with now');
      return call;
    }
  }
}

const hasWaited = ({ delayed, attempt, timestamp }: ProviderCall): boolean =>
  delayed === true || attempt > 1 || Date.parse(timestamp) < Date.now() - FRESH_MS;

const withSecrets = (target: TargetOf<'webhook'>, { secret, previous }: SigningSecrets): TargetOf<'webhook'> => ({
  ...target,
  secret,
  previous,
});
