import { Module, type BeforeApplicationShutdown, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { KafkaLanes } from '#libs/messaging';
import { HealthModule } from '#libs/observability';
import { lanesController } from './lanes.message.controller.js';
import { rpcControllers } from './rpc/index.js';
import { DeliveryRuntime, type DeliveryOptions } from './runtime.js';

/**
 * All a channel app needs besides its provider: the four lanes of its channel, `/health` and `/metrics`. The app connects
 * `KafkaLanes`, which this module provides, as its microservice strategy.
 */
@Module({})
class DeliveryModule implements BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(private readonly runtime: DeliveryRuntime) {}

  /** First what is begun ends; then the lanes leave their groups with everything settled committed; then the connections. */
  beforeApplicationShutdown(): Promise<void> {
    return this.runtime.quiesce();
  }

  onApplicationShutdown(): Promise<void> {
    return this.runtime.close();
  }
}

export function deliveryModule(options: DeliveryOptions): DynamicModule {
  const runtime = new DeliveryRuntime(options);
  const kafka = (): Promise<void> =>
    runtime.emitter.up ? Promise.resolve() : Promise.reject(new Error('Kafka does not answer'));
  return {
    module: DeliveryModule,
    imports: [HealthModule.of({ required: { postgres: () => runtime.db.ping() }, optional: { kafka } })],
    controllers: [lanesController(options.channel), ...rpcControllers],
    providers: [
      {
        provide: DeliveryRuntime,
        useFactory: async () => {
          await runtime.start();
          return runtime;
        },
      },
      { provide: KafkaLanes, useValue: runtime.lanes },
    ],
    exports: [DeliveryRuntime, KafkaLanes],
  };
}
