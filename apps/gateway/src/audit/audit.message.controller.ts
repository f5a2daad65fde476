import { Controller, Inject, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { RpcIn, RpcOut } from '#libs/contracts';
import { logger } from '#libs/observability';
import { Database } from '#libs/persistence';
import { RpcErrors } from '#libs/rpc';
import { addChangesElsewhere } from './audit.statements.js';

const log = logger('rpc');

/** For the apps whose stores are changed by calls of the API. */
@Controller()
@UseFilters(new RpcErrors((error) => log.error({ err: error }, 'a change was not audited yet')))
export class AuditMessageController {
  constructor(@Inject(Database) private readonly db: Database) {}

  @MessagePattern('gateway.audit')
  async add(@Payload() { items }: { items: readonly RpcIn<'gateway.audit'>[] }): Promise<RpcOut<'gateway.audit'>[]> {
    await this.db.query(addChangesElsewhere(items));
    return items.map(() => true);
  }
}
