import { KafkaLanes } from '#libs/messaging';
import { createApp, startApp } from '#libs/observability';
import { migrate, type MigrationClass } from '#libs/persistence';
import { rpcServer } from '#libs/rpc';
import { deliveryModule } from './delivery.module.js';
import type { DeliveryOptions } from './runtime.js';

/** The whole main of an app that only delivers. */
export async function startChannelApp(
  options: DeliveryOptions & { readonly migrations: readonly MigrationClass[]; readonly heap?: 'roomy' },
): Promise<void> {
  const { config, schema, migrations, heap = 'modest' } = options;
  await migrate(config.DATABASE_URL, schema, migrations);
  const app = await createApp(deliveryModule(options), config, { heap });
  app.connectMicroservice(rpcServer(config));
  app.connectMicroservice({ strategy: app.get(KafkaLanes) });
  await startApp(app, config);
}
