import { deliveryMigrations } from '#libs/delivery';
import type { MigrationClass } from '#libs/persistence';
import { Inbox1763700000000 } from './1763700000000-inbox.js';

export const migrations: readonly MigrationClass[] = [Inbox1763700000000, ...deliveryMigrations];
