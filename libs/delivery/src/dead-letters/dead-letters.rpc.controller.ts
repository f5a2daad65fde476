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
export class DeadLettersRpcController {
  constructor(@Inject(DeliveryRuntime) private readonly runtime: DeliveryRuntime) {}

  @MessagePattern('delivery.dead_letters.list')
  list(@Payload() { items }: Items<'delivery.dead_letters.list'>): Promise<RpcOut<'delivery.dead_letters.list'>[]> {
    return Promise.all(items.map((item) => this.runtime.deadLetters.list(item)));
  }

  @MessagePattern('delivery.dead_letters.find')
  find(@Payload() { items }: Items<'delivery.dead_letters.find'>): Promise<RpcOut<'delivery.dead_letters.find'>[]> {
    return Promise.all(items.map((item) => this.runtime.deadLetters.find(item)));
  }

  @MessagePattern('delivery.dead_letters.contents')
  contents(
    @Payload() { items }: Items<'delivery.dead_letters.contents'>,
  ): Promise<RpcOut<'delivery.dead_letters.contents'>[]> {
    return Promise.all(items.map((item) => this.runtime.deadLetters.contents(item)));
  }

  @MessagePattern('delivery.dead_letters.replay')
  replay(
    @Payload() { items }: Items<'delivery.dead_letters.replay'>,
  ): Promise<RpcOut<'delivery.dead_letters.replay'>[]> {
    return Promise.all(items.map((item) => this.runtime.deadLetters.replay(item)));
  }

  @MessagePattern('delivery.dead_letters.discard')
  discard(
    @Payload() { items }: Items<'delivery.dead_letters.discard'>,
  ): Promise<RpcOut<'delivery.dead_letters.discard'>[]> {
    return Promise.all(items.map((item) => this.runtime.deadLetters.discard(item)));
  }
}
