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
export class DoubtsRpcController {
  constructor(@Inject(DeliveryRuntime) private readonly runtime: DeliveryRuntime) {}

  @MessagePattern('delivery.doubts.list')
  list(@Payload() { items }: Items<'delivery.doubts.list'>): Promise<RpcOut<'delivery.doubts.list'>[]> {
    return Promise.all(items.map((item) => this.runtime.doubts.list(item)));
  }

  @MessagePattern('delivery.doubts.find')
  find(@Payload() { items }: Items<'delivery.doubts.find'>): Promise<RpcOut<'delivery.doubts.find'>[]> {
    return Promise.all(items.map((item) => this.runtime.doubts.find(item)));
  }

  @MessagePattern('delivery.doubts.contents')
  contents(@Payload() { items }: Items<'delivery.doubts.contents'>): Promise<RpcOut<'delivery.doubts.contents'>[]> {
    return Promise.all(items.map((item) => this.runtime.doubts.contents(item)));
  }

  @MessagePattern('delivery.doubts.resolve')
  resolve(@Payload() { items }: Items<'delivery.doubts.resolve'>): Promise<RpcOut<'delivery.doubts.resolve'>[]> {
    return Promise.all(items.map((item) => this.runtime.doubts.resolve(item)));
  }

  @MessagePattern('delivery.doubts.resolve_all')
  resolveAll(
    @Payload() { items }: Items<'delivery.doubts.resolve_all'>,
  ): Promise<RpcOut<'delivery.doubts.resolve_all'>[]> {
    return Promise.all(items.map((item) => this.runtime.doubts.resolveAll(item)));
  }
}
