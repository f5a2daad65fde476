import type { MigrationClass } from '#libs/persistence';
import { GatewaySchema1763700000000 } from './1763700000000-gateway-schema.js';
import { TypeDefinitions1764000000000 } from './1764000000000-type-definitions.js';
import { ApiKeys1764100000000 } from './1764100000000-api-keys.js';
import { AuditEvents1764200000000 } from './1764200000000-audit-events.js';
import { Limits1764300000000 } from './1764300000000-limits.js';
import { TypesByFile1764400000000 } from './1764400000000-types-by-file.js';
import { InboundWords1765400000000 } from './1765400000000-inbound-words.js';
import { DeploymentWords1766000000000 } from './1766000000000-deployment-words.js';

export const SCHEMA = 'gateway';
export const MIGRATIONS: readonly MigrationClass[] = [
  GatewaySchema1763700000000,
  TypeDefinitions1764000000000,
  ApiKeys1764100000000,
  AuditEvents1764200000000,
  Limits1764300000000,
  TypesByFile1764400000000,
  InboundWords1765400000000,
  DeploymentWords1766000000000,
];
