import { Controller, Inject, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { RpcIn, RpcOut } from '#libs/contracts';
import { logger } from '#libs/observability';
import { RpcErrors } from '#libs/rpc';
import { Audit } from '../audit/audit.js';
import { whoIs } from '../audit/call-of.js';
import { Callers } from './callers.js';
import { isClient, refusalOf } from './refusal.js';

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
    return Promise.all(items.map((item) => this.viewer(item)));
  }

  /** Where tests are redirected to is nothing that another app must know. */
  private async viewer({ api_key, address }: RpcIn<'gateway.authenticate'>): Promise<RpcOut<'gateway.authenticate'>> {
    const verdict = await this.callers.authenticate(String(api_key), address);
    if (isClient(verdict) && verdict.scopes.includes(NEEDED)) return { ...verdict, test: verdict.test && {} };
    const { refused, known = undefined } = isClient(verdict)
      ? { refused: 'scope' as const, known: verdict }
      : refusalOf(verdict);
    this.audit.refused({ ...whoIs(known), action: 'gateway.authenticate', reason: refused });
    return null;
  }
}

/** What is told of notifications to whoever watches. */
const NEEDED = 'notifications:read';
