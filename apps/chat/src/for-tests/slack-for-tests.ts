import { createHash } from 'node:crypto';
import type { Target } from '#libs/contracts';
import type { Outcome, Provider, ProviderCall } from '#libs/delivery';
import { SlackProvider } from '../providers/slack/slack.provider.js';

/** Takes what was sent with test keys: whatever its address, it goes to one place, below which each address has a path of its own. */
export class SlackForTests implements Provider {
  readonly name = 'slack';
  readonly group = 1;
  private readonly provider: SlackProvider;
  private readonly base: string;

  constructor(url: string, timeoutMs: number) {
    this.base = url.replace(/\/+$/, '');
    const { hostname, port, protocol } = new URL(url);
    const allow = [`${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`];
    this.provider = new SlackProvider({ timeoutMs, allow });
  }

  serves(target: Target): boolean {
    return this.provider.serves(target);
  }

  send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    const led = calls.map((call) => this.led(call));
    return this.provider.send(led, signal);
  }

  close(): Promise<void> {
    return this.provider.close();
  }

  /** The address is a secret: the stand-in sees a hash of it. */
  private led(call: ProviderCall): ProviderCall {
    const { target } = call;
    if (target.channel !== 'chat' || target.kind !== 'slack') return call;
    const name = createHash('sha256').update(target.url).digest('hex').slice(0, 24);
    return { ...call, target: { ...target, url: `${this.base}/${name}` } };
  }
}
