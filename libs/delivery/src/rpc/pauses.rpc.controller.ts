import { Controller, Inject, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { RpcIn, RpcOut } from '#libs/contracts';
import { DeliveryRuntime } from '../runtime.js';
import { rpcErrors } from './rpc-errors.js';

/** What tenants have stopped, and let go again. */
@Controller()
@UseFilters(rpcErrors)
export class PausesRpcController {
  constructor(@Inject(DeliveryRuntime) private readonly runtime: DeliveryRuntime) {}

  @MessagePattern('delivery.pauses.list')
  list(@Payload() { items }: Items<'delivery.pauses.list'>): Promise<RpcOut<'delivery.pauses.list'>[]> {
    return Promise.all(items.map((item) => this.runtime.tenants.pauses.list(item)));
  }

  @MessagePattern('delivery.pauses.put')
  put(@Payload() { items }: Items<'delivery.pauses.put'>): Promise<RpcOut<'delivery.pauses.put'>[]> {
    return Promise.all(items.map(({ channel, ...pause }) => this.runtime.tenants.pauses.put(channel, pause)));
  }

  @MessagePattern('delivery.pauses.delete')
  delete(@Payload() { items }: Items<'delivery.pauses.delete'>): Promise<boolean[]> {
    return Promise.all(items.map((item) => this.runtime.tenants.pauses.delete(item.tenant_id, item.channel, item.id)));
  }
}

interface Items<P extends `delivery.pauses.${'list' | 'put' | 'delete'}`> {
  readonly items: readonly RpcIn<P>[];
}
