import type { MigrationClass } from '#libs/persistence';
import { Deliveries1763700000000 } from './1763700000000-deliveries.js';

export const migrations: readonly MigrationClass[] = [Deliveries1763700000000];
