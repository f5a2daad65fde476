import type { EndpointKey, TargetOf } from '#libs/contracts';
import type { Outcome, Provider, ProviderCall } from '#libs/delivery';
import type { EndpointBook } from './endpoint-book.js';
import type { Ending, EndpointGates } from './endpoint-gates.js';

/** About us and not about the endpoint. */
const OURS: readonly string[] = ['no_name_server', 'no_network', 'out_of_time', 'wrong_target'];

const DISABLED: Outcome = {
  kind: 'rejected',
  code: 'endpoint_disabled',
  detail: 'the endpoint failed for too long, or said that it is gone',
};

type Health = Pick<EndpointBook, 'isDisabled' | 'succeeded' | 'failed' | 'gone'>;

/** Webhooks, as far as their endpoints are worth calling. */
export class GuardedWebhooks implements Provider {
  readonly name: string;
  readonly group: number;

  constructor(
    private readonly provider: Provider,
    private readonly health: Health,
    private readonly gates: EndpointGates,
    private readonly ended: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.name = provider.name;
    this.group = provider.group;
  }

  send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    return Promise.all(calls.map((call) => this.one(call, signal)));
  }

  speaksAgainst(outcome: Outcome): boolean {
    return this.provider.speaksAgainst?.(outcome) ?? false;
  }

  async close(): Promise<void> {
    await this.provider.close?.();
    await this.ended();
  }

  private async one(call: ProviderCall, signal: AbortSignal): Promise<Outcome> {
    const { target, tenantId: tenant_id } = call;
    if (target.channel !== 'webhook') return this.called(call, signal);
    const key = { tenant_id, endpoint_id: target.endpoint_id };
    if (this.health.isDisabled(key)) return DISABLED;
    const entry = this.gates.enter(gateName(key, target, call));
    if (!entry.open) {
      const { why, againMs: afterMs } = entry;
      return why === 'busy'
        ? { kind: 'uncalled', code: 'endpoint_busy', afterMs }
        : { kind: 'retry', code: 'endpoint_failing', afterMs };
    }
    let ending: Ending = 'failed';
    try {
      const outcome = await this.called(call, signal);
      ending = endingOf(outcome);
      this.note(key, outcome, ending);
      return outcome;
    } finally {
      entry.leave(ending);
    }
  }

  private async called(call: ProviderCall, signal: AbortSignal): Promise<Outcome> {
    const [outcome] = await this.provider.send([call], signal);
    return outcome as Outcome;
  }

  private note(key: EndpointKey, outcome: Outcome, ending: Ending): void {
    if (outcome.kind === 'rejected' && outcome.code === 'endpoint_gone') this.health.gone(key);
    else if (ending === 'well') this.health.succeeded(key);
    else if (ending === 'failed') this.health.failed(key);
  }
}

/** What is critical has calls of its own, so that nothing else can take them. */
const gateName = ({ tenant_id, endpoint_id }: EndpointKey, { url }: TargetOf<'webhook'>, { priority }: ProviderCall) =>
  [tenant_id, endpoint_id, url, priority === 'critical'].join('\0');

/** One that says when to come back is neither well nor broken. */
function endingOf(outcome: Outcome): Ending {
  if (outcome.kind === 'sent') return 'well';
  if (outcome.kind === 'unknown') return 'failed';
  const { code } = outcome;
  return code === 'throttled' || OURS.includes(code) ? 'neither' : 'failed';
}
