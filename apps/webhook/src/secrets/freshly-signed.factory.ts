import type { Provider } from '#libs/delivery';
import { logger } from '#libs/observability';
import { RpcClient } from '#libs/rpc';
import { CurrentSecrets } from './current-secrets.js';
import { FreshlySigned } from './freshly-signed.js';

interface Config {
  readonly STATUS_RPC: readonly string[];
  readonly PREFERENCES_RPC: readonly string[];
}

/** A critical message does not wait longer for what it can do without. */
const CRITICAL_LOOKUP_MS = 400;

/** Its look-ups have connections of their own, those of critical calls too. They end with the provider. */
export function freshlySigned(webhooks: Provider, { STATUS_RPC, PREFERENCES_RPC }: Config): Provider {
  const clients: RpcClient[] = [];
  const client = (addresses: readonly string[], timeoutMs?: number): RpcClient => {
    const made = new RpcClient({ addresses, timeoutMs });
    clients.push(made);
    return made;
  };
  const secrets = (timeoutMs?: number): CurrentSecrets => {
    const status = client(STATUS_RPC, timeoutMs);
    const preferences = client(PREFERENCES_RPC, timeoutMs);
    return new CurrentSecrets({
      ofSubscriptions: (items) => status.call('status.subscriptions.secrets', { items }),
      ofUsers: (items) => preferences.call('preferences.lookup', { items }),
    });
  };
  const lanes = { critical: secrets(CRITICAL_LOOKUP_MS), others: secrets() };
  return new FreshlySigned(webhooks, lanes, logger('secrets'), () => clients.forEach((one) => one.close()));
}
