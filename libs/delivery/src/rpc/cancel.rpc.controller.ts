import { Controller, Inject, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { RpcIn, RpcOut } from '#libs/contracts';
import { DeliveryRuntime } from '../runtime.js';
import { rpcErrors } from './rpc-errors.js';

/** Stops what has not left. */
@Controller()
@UseFilters(rpcErrors)
export class CancelRpcController {
  constructor(@Inject(DeliveryRuntime) private readonly runtime: DeliveryRuntime) {}

  @MessagePattern('delivery.cancel')
  async cancel(
    @Payload() { items }: { items: readonly RpcIn<'delivery.cancel'>[] },
  ): Promise<RpcOut<'delivery.cancel'>[]> {
    const cancelled = new Set(await this.runtime.engine.cancel(items));
    return items.map(({ delivery_id }) => cancelled.has(delivery_id));
  }
}
