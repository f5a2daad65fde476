import { deliveryMigrations } from '#libs/delivery';
import type { MigrationClass } from '#libs/persistence';
import { Ledger1763700000000 } from './1763700000000-ledger.js';

export const SCHEMA = 'chat';
export const MIGRATIONS: readonly MigrationClass[] = [Ledger1763700000000, ...deliveryMigrations];
