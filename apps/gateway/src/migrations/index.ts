import type { MigrationClass } from '#libs/persistence';
import { GatewaySchema1763700000000 } from './1763700000000-gateway-schema.js';

export const SCHEMA = 'gateway';
export const MIGRATIONS: readonly MigrationClass[] = [GatewaySchema1763700000000];
