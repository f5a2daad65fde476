import { deliveryMigrations } from '#libs/delivery';
import type { MigrationClass } from '#libs/persistence';
import { EndpointHealth1765160000000 } from './1765160000000-endpoint-health.js';
import { Ledger1763700000000 } from './1763700000000-ledger.js';

export const SCHEMA = 'webhook';
export const MIGRATIONS: readonly MigrationClass[] = [
  Ledger1763700000000,
  ...deliveryMigrations,
  EndpointHealth1765160000000,
];
