import { Controller, Inject, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { RpcIn, RpcOut } from '#libs/contracts';
import { logger } from '#libs/observability';
import { Database } from '#libs/persistence';
import { RpcErrors } from '#libs/rpc';
import { Audit } from './audit.js';
import { addChangesElsewhere } from './audit.statements.js';

const log = logger('rpc');

/** For the apps whose stores are changed by calls of the API, and those that refuse connections. */
@Controller()
@UseFilters(new RpcErrors((error) => log.error({ err: error }, 'a change was not audited yet')))
export class AuditMessageController {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  @MessagePattern('gateway.audit')
  async add(@Payload() { items }: { items: readonly RpcIn<'gateway.audit'>[] }): Promise<RpcOut<'gateway.audit'>[]> {
    await this.db.query(addChangesElsewhere(items));
    return items.map(() => true);
  }

  @MessagePattern('gateway.refused')
  refused(@Payload() { items }: { items: readonly RpcIn<'gateway.refused'>[] }): RpcOut<'gateway.refused'>[] {
    for (const { count, ...call } of items) this.audit.refused(call, count);
    return items.map(() => true);
  }
}
