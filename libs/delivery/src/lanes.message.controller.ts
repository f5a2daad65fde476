import { Controller, Inject, type Type } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { dispatchTopic, PRIORITIES, type Channel } from '#libs/contracts';
import type { LaneBatch } from '#libs/messaging';
import { DeliveryRuntime } from './runtime.js';

/** A controller for the four lanes of a channel: which topics they are is known only when an app asks for it. */
export function lanesController(channel: Channel): Type {
  const topics = PRIORITIES.map((priority) => dispatchTopic(channel, priority));

  @Controller()
  class LanesMessageController {
    constructor(@Inject(DeliveryRuntime) private readonly runtime: DeliveryRuntime) {}

    @EventPattern(topics)
    handle(@Payload() batch: LaneBatch): Promise<void> {
      return this.runtime.engine.handle(batch);
    }
  }
  return LanesMessageController;
}
