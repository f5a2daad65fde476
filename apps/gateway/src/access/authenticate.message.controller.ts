import { Controller, Inject, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { ApiClient, RpcIn, RpcOut } from '#libs/contracts';
import { logger } from '#libs/observability';
import { RpcErrors } from '#libs/rpc';
import { Audit } from '../audit/audit.js';
import { Callers } from './callers.js';

const log = logger('rpc');

/** For the apps whose WebSockets take API keys, or tokens in their place. */
@Controller()
@UseFilters(new RpcErrors((error) => log.error({ err: error }, 'look-up failed')))
export class AuthenticateMessageController {
  constructor(
    @Inject(Callers) private readonly callers: Callers,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  @MessagePattern('gateway.authenticate')
  authenticate(
    @Payload() { items }: { items: readonly RpcIn<'gateway.authenticate'>[] },
  ): Promise<RpcOut<'gateway.authenticate'>[]> {
    return Promise.all(items.map(({ api_key }) => this.client(String(api_key))));
  }

  private async client(credential: string): Promise<ApiClient | null> {
    const verdict = await this.callers.authenticate(credential);
    if (typeof verdict !== 'string') return verdict;
    this.audit.refused({ action: 'gateway.authenticate', reason: verdict });
    return null;
  }
}
