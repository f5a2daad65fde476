import { Module, type DynamicModule } from '@nestjs/common';
import { outboxStats } from '#libs/messaging';
import { HealthModule, metrics, onScrape } from '#libs/observability';
import { PreferencesController } from './preferences.controller.js';
import { ProfileStore } from './profiles/profile-store.js';
import { RpcClock } from '#libs/rpc';
import type { Resources } from './resources.js';
import { SuppressionStore } from './suppressions/suppression-store.js';
import { SuppressionsMessageController } from './suppressions/suppressions.message.controller.js';

@Module({})
export class PreferencesModule {
  static with(resources: Resources): DynamicModule {
    const { db, redis, vault, versions, addresses, outbox, hasher } = resources;
    // Without Redis changes are refused, but look-ups, on which all else depends, go on.
    const health = { required: { postgres: () => db.ping() }, optional: { redis: () => redis.ping() } };
    onScrape(async () => {
      const stats = await outboxStats(db);
      metrics.outboxDepth.set(stats.depth);
      metrics.outboxOldestDue.set(stats.oldestDueSeconds);
    });
    return {
      module: PreferencesModule,
      imports: [HealthModule.of(health)],
      controllers: [PreferencesController, SuppressionsMessageController, RpcClock],
      providers: [
        { provide: ProfileStore, useFactory: () => new ProfileStore(db, vault, versions, outbox, hasher) },
        { provide: SuppressionStore, useFactory: () => new SuppressionStore(db, vault, addresses, outbox) },
        { provide: 'resources', useFactory: () => ({ onApplicationShutdown: () => resources.close() }) },
      ],
    };
  }
}
