import type { Outcome, Provider, ProviderCall } from '#libs/delivery';
import { WebhookProvider } from './webhook.provider.js';

/** Takes what was sent with test keys: whatever its endpoint, it goes to one place, below which each endpoint has a path of its own. */
export class WebhooksForTests implements Provider {
  readonly name = 'webhook';
  readonly group = 1;
  private readonly provider: WebhookProvider;
  private readonly base: string;

  constructor(url: string, timeoutMs: number) {
    this.base = url.replace(/\/+$/, '');
    this.provider = new WebhookProvider({ timeoutMs, allow: [placeOf(url)] });
  }

  send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    return this.provider.send(
      calls.map((call) => this.led(call)),
      signal,
    );
  }

  close(): Promise<void> {
    return this.provider.close();
  }

  private led(call: ProviderCall): ProviderCall {
    const { target } = call;
    if (target.channel !== 'webhook') return call;
    return { ...call, target: { ...target, url: `${this.base}/${encodeURIComponent(target.endpoint_id)}` } };
  }
}

/** As the guard that keeps calls out of our own network is told of exceptions. */
function placeOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}
