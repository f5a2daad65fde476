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
export class ReplaysRpcController {
  constructor(@Inject(DeliveryRuntime) private readonly runtime: DeliveryRuntime) {}

  @MessagePattern('delivery.replays.start')
  start(@Payload() { items }: Items<'delivery.replays.start'>): Promise<RpcOut<'delivery.replays.start'>[]> {
    return Promise.all(items.map((item) => this.runtime.replays.start(item)));
  }

  @MessagePattern('delivery.replays.find')
  find(@Payload() { items }: Items<'delivery.replays.find'>): Promise<RpcOut<'delivery.replays.find'>[]> {
    return Promise.all(items.map((item) => this.runtime.replays.find(item)));
  }

  @MessagePattern('delivery.replays.list')
  list(@Payload() { items }: Items<'delivery.replays.list'>): Promise<RpcOut<'delivery.replays.list'>[]> {
    return Promise.all(items.map((item) => this.runtime.replays.list(item)));
  }

  @MessagePattern('delivery.replays.cancel')
  cancel(@Payload() { items }: Items<'delivery.replays.cancel'>): Promise<RpcOut<'delivery.replays.cancel'>[]> {
    return Promise.all(items.map((item) => this.runtime.replays.cancel(item)));
  }
}
