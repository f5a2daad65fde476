import { Controller, Inject, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { RpcIn, RpcOut } from '#libs/contracts';
import { DeliveryRuntime } from '../runtime.js';
import { rpcErrors } from './rpc-errors.js';

/** The accounts of providers that tenants have of their own. */
@Controller()
@UseFilters(rpcErrors)
export class AccountsRpcController {
  constructor(@Inject(DeliveryRuntime) private readonly runtime: DeliveryRuntime) {}

  @MessagePattern('delivery.accounts.list')
  list(@Payload() { items }: Items<'delivery.accounts.list'>): Promise<RpcOut<'delivery.accounts.list'>[]> {
    return Promise.all(items.map((item) => this.runtime.tenants.accounts.list(item)));
  }

  @MessagePattern('delivery.accounts.put')
  put(@Payload() { items }: Items<'delivery.accounts.put'>): Promise<RpcOut<'delivery.accounts.put'>[]> {
    return Promise.all(items.map((item) => this.runtime.tenants.accounts.put(item)));
  }

  @MessagePattern('delivery.accounts.delete')
  delete(@Payload() { items }: Items<'delivery.accounts.delete'>): Promise<boolean[]> {
    return Promise.all(
      items.map((item) => this.runtime.tenants.accounts.delete(item.tenant_id, item.channel, item.id)),
    );
  }

  @MessagePattern('delivery.accounts.callback_keys')
  callbackKeys(
    @Payload() { items }: Items<'delivery.accounts.callback_keys'>,
  ): Promise<RpcOut<'delivery.accounts.callback_keys'>[]> {
    return this.runtime.tenants.accounts.callbackKeys(items);
  }

  @MessagePattern('delivery.accounts.try')
  try(@Payload() { items }: Items<'delivery.accounts.try'>): Promise<RpcOut<'delivery.accounts.try'>[]> {
    return Promise.all(items.map((item) => this.runtime.tenants.accounts.try(item)));
  }
}

type AccountsPattern = `delivery.accounts.${'list' | 'put' | 'delete' | 'try' | 'callback_keys'}`;
interface Items<P extends AccountsPattern> {
  readonly items: readonly RpcIn<P>[];
}
