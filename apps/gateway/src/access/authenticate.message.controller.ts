import { Controller, Inject, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { RpcIn, RpcOut } from '#libs/contracts';
import { logger } from '#libs/observability';
import { RpcErrors } from '#libs/rpc';
import { ApiClients } from './api-clients.js';
import { KeyUses } from './key-uses.js';

const log = logger('rpc');

/** For the apps whose WebSockets take API keys, to tell of notifications. */
@Controller()
@UseFilters(new RpcErrors((error) => log.error({ err: error }, 'look-up failed')))
export class AuthenticateMessageController {
  constructor(
    @Inject(ApiClients) private readonly clients: ApiClients,
    @Inject(KeyUses) private readonly uses: KeyUses,
  ) {}

  @MessagePattern('gateway.authenticate')
  authenticate(
    @Payload() { items }: { items: readonly RpcIn<'gateway.authenticate'>[] },
  ): Promise<RpcOut<'gateway.authenticate'>[]> {
    return Promise.all(items.map((item) => this.viewer(item)));
  }

  /** Where tests are redirected to is nothing that another app must know. */
  private async viewer({ api_key, address }: RpcIn<'gateway.authenticate'>): Promise<RpcOut<'gateway.authenticate'>> {
    const known = await this.clients.authenticate(String(api_key), address);
    if ('refused' in known || !known.client.scopes.includes('notifications:read')) return null;
    this.uses.note(known.client.key_id);
    return { ...known.client, test: known.client.test && {} };
  }
}
