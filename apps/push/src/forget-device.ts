import type { ProviderCall } from '#libs/delivery';
import { logger } from '#libs/observability';
import type { RpcClient } from '#libs/rpc';

const log = logger('forget-device');

/** A provider's word that a device is gone, and since when, where it says so. */
export type OnUnregistered = (call: ProviderCall, since?: Date) => void;

/**
 * A device whose token is dead is taken from its user. Best effort: if it fails, the next push to it is refused again, and
 * with that the device is forgotten again.
 */
export const forgetDevice =
  (preferences: Pick<RpcClient, 'call'>): OnUnregistered =>
  ({ tenantId, userId, target }, since) => {
    if (userId === undefined || !('device_id' in target)) return;
    const { device_id, token } = target;
    const items = [{ tenant_id: tenantId, user_id: userId, device_id, token, dead_since: since?.toISOString() }];
    preferences
      .call('preferences.forget_device', { items })
      .catch((error: unknown) => log.warn({ err: error, tenant_id: tenantId }, 'a dead device is still known'));
  };
