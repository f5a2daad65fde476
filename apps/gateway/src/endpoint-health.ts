import { Inject, Injectable } from '@nestjs/common';
import type { EndpointStanding } from '#libs/contracts';
import { logger } from '#libs/observability';
import { ChannelApps } from './channel-apps.js';

const log = logger('endpoint-health');

/** As the API shows an endpoint that is not called any more. */
export interface Disabled extends EndpointStanding {
  readonly enabled: false;
}

/** Which endpoints of webhooks are not called any more: the webhook app knows. */
@Injectable()
export class EndpointHealth {
  constructor(@Inject(ChannelApps) private readonly channels: ChannelApps) {}

  /** Those that are disabled, by their ids; nothing while nobody can say. */
  async disabled(tenant_id: string, ids: readonly string[]): Promise<ReadonlyMap<string, Disabled>> {
    if (ids.length === 0) return new Map();
    try {
      const items = ids.map((endpoint_id) => ({ tenant_id, endpoint_id }));
      const standings = await this.channels.call('webhook', 'delivery.endpoints', items);
      return new Map(
        standings.flatMap((one, i) => (one ? [[ids[i] as string, { enabled: false as const, ...one }] as const] : [])),
      );
    } catch (error) {
      log.warn({ err: error }, 'the webhook app does not say which endpoints are disabled');
      return new Map();
    }
  }

  async enable(tenant_id: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const items = ids.map((endpoint_id) => ({ tenant_id, endpoint_id }));
    await this.channels.call('webhook', 'delivery.enable_endpoint', items);
  }
}
