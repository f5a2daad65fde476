import { Controller, Inject, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { RpcIn, RpcOut, RpcPattern } from '#libs/contracts';
import { logger } from '#libs/observability';
import { Database } from '#libs/persistence';
import { RpcErrors } from '#libs/rpc';
import { NotificationReader } from '../find/notification-reader.js';
import { proven } from '../proof/proof.statement.js';
import { NotificationSearch } from '../search/notification-search.js';
import { UnmovedDeliveries } from '../unmoved/unmoved-deliveries.js';

interface Items<P extends RpcPattern> {
  readonly items: readonly RpcIn<P>[];
}

const log = logger('rpc');

/** What other apps may ask. Every question carries its tenant, and the answer never crosses it. */
@Controller()
@UseFilters(new RpcErrors((error) => log.error({ err: error }, 'look-up failed')))
export class StatusRpcController {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(NotificationReader) private readonly reader: NotificationReader,
    @Inject(NotificationSearch) private readonly search: NotificationSearch,
    @Inject(UnmovedDeliveries) private readonly unmovedDeliveries: UnmovedDeliveries,
  ) {}

  @MessagePattern('status.find')
  find(@Payload() { items }: Items<'status.find'>): Promise<RpcOut<'status.find'>[]> {
    return this.reader.find(items);
  }

  @MessagePattern('status.standing')
  standing(@Payload() { items }: Items<'status.standing'>): Promise<RpcOut<'status.standing'>[]> {
    return this.reader.standing(items);
  }

  @MessagePattern('status.search')
  async page(@Payload() { items }: Items<'status.search'>): Promise<RpcOut<'status.search'>[]> {
    return Promise.all(items.map((item) => this.search.page(item)));
  }

  @MessagePattern('status.unmoved')
  async unmoved(@Payload() { items }: Items<'status.unmoved'>): Promise<RpcOut<'status.unmoved'>[]> {
    return Promise.all(items.map((item) => this.unmovedDeliveries.find(item)));
  }

  @MessagePattern('status.proof')
  async proof(@Payload() { items }: Items<'status.proof'>): Promise<RpcOut<'status.proof'>[]> {
    const rows = await this.db.query<RpcIn<'status.proof'>>(proven(items));
    const keys = new Set(rows.map(keyOf));
    return items.map((item) => keys.has(keyOf(item)));
  }
}

const keyOf = (item: RpcIn<'status.proof'>): string => `${item.delivery_id} ${item.tenant_id}`;
