import { Controller, Inject, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { RpcIn, RpcOut } from '#libs/contracts';
import { logger } from '#libs/observability';
import { RpcErrors } from '#libs/rpc';
import { ApiClients } from './api-clients.js';

const log = logger('rpc');

/** For the apps whose WebSockets take API keys. */
@Controller()
@UseFilters(new RpcErrors((error) => log.error({ err: error }, 'look-up failed')))
export class AuthenticateMessageController {
  constructor(@Inject(ApiClients) private readonly clients: ApiClients) {}

  @MessagePattern('gateway.authenticate')
  authenticate(
    @Payload() { items }: { items: readonly RpcIn<'gateway.authenticate'>[] },
  ): Promise<RpcOut<'gateway.authenticate'>[]> {
    return Promise.all(items.map(async ({ api_key }) => this.clients.authenticate(String(api_key))));
  }
}
