import { Controller, Inject, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { RpcIn, RpcOut, RpcPattern } from '#libs/contracts';
import { rpcErrors } from '../rpc/rpc-errors.js';
import { DeliveryRuntime } from '../runtime.js';

interface Items<P extends RpcPattern> {
  readonly items: readonly RpcIn<P>[];
}

@Controller()
@UseFilters(rpcErrors)
export class DiscardsRpcController {
  constructor(@Inject(DeliveryRuntime) private readonly runtime: DeliveryRuntime) {}

  @MessagePattern('delivery.discards.start')
  start(@Payload() { items }: Items<'delivery.discards.start'>): Promise<RpcOut<'delivery.discards.start'>[]> {
    return Promise.all(items.map((item) => this.runtime.discards.start(item)));
  }

  @MessagePattern('delivery.discards.find')
  find(@Payload() { items }: Items<'delivery.discards.find'>): Promise<RpcOut<'delivery.discards.find'>[]> {
    return Promise.all(items.map((item) => this.runtime.discards.find(item)));
  }

  @MessagePattern('delivery.discards.list')
  list(@Payload() { items }: Items<'delivery.discards.list'>): Promise<RpcOut<'delivery.discards.list'>[]> {
    return Promise.all(items.map((item) => this.runtime.discards.list(item)));
  }

  @MessagePattern('delivery.discards.cancel')
  cancel(@Payload() { items }: Items<'delivery.discards.cancel'>): Promise<RpcOut<'delivery.discards.cancel'>[]> {
    return Promise.all(items.map((item) => this.runtime.discards.cancel(item)));
  }
}
