import { Controller, Inject, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { EndpointKey, EndpointStanding } from '#libs/contracts';
import { DeliveryRuntime } from '../runtime.js';
import { rpcErrors } from './rpc-errors.js';

interface Items {
  readonly items: readonly EndpointKey[];
}

/** Which endpoints are not called any more. */
@Controller()
@UseFilters(rpcErrors)
export class EndpointsRpcController {
  constructor(@Inject(DeliveryRuntime) private readonly runtime: DeliveryRuntime) {}

  @MessagePattern('delivery.endpoints')
  async find(@Payload() { items }: Items): Promise<(EndpointStanding | null)[]> {
    return (await this.runtime.endpoints?.find(items)) ?? items.map(() => null);
  }

  @MessagePattern('delivery.enable_endpoint')
  async enable(@Payload() { items }: Items): Promise<boolean[]> {
    return (await this.runtime.endpoints?.enable(items)) ?? items.map(() => false);
  }
}
