import type { MigrationClass } from '#libs/persistence';
import { GatewaySchema1763700000000 } from './1763700000000-gateway-schema.js';
import { TypeDefinitions1764000000000 } from './1764000000000-type-definitions.js';
import { ApiKeys1764100000000 } from './1764100000000-api-keys.js';

export const SCHEMA = 'gateway';
export const MIGRATIONS: readonly MigrationClass[] = [
  GatewaySchema1763700000000,
  TypeDefinitions1764000000000,
  ApiKeys1764100000000,
];
