import type { ProviderCall } from '#libs/delivery';
import { logger } from '#libs/observability';
import type { RpcClient } from '#libs/rpc';

const log = logger('forget-device');

/**
 * A device whose token is dead is taken from its user. Best effort: if it fails, the next push to it is refused again, and
 * with that the device is forgotten again.
 */
export const forgetDevice =
  (preferences: Pick<RpcClient, 'call'>) =>
  ({ tenantId, userId, target }: ProviderCall): void => {
    if (userId === undefined || target.channel !== 'push') return;
    const items = [{ tenant_id: tenantId, user_id: userId, device_id: target.device_id, token: target.token }];
    preferences
      .call('preferences.forget_device', { items })
      .catch((error: unknown) => log.warn({ err: error, tenant_id: tenantId }, 'a dead device is still known'));
  };
