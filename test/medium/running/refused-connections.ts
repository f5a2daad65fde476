import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { RefusedElsewhere } from '#libs/contracts';

/** What the gateway was told of connections that were refused. */
export const refusedConnections: RefusedElsewhere[] = [];

/** A stand-in for the gateway, as far as it is told of them. */
@Controller()
export class GatewayOfRefusals {
  @MessagePattern('gateway.refused')
  refused(@Payload() { items }: { items: RefusedElsewhere[] }): true[] {
    refusedConnections.push(...items);
    return items.map(() => true);
  }
}
