import type { MigrationClass } from '#libs/persistence';
import { Users1763700000000 } from './1763700000000-users.js';
import { Suppressions1764500000000 } from './1764500000000-suppressions.js';
import { HashedVersion1764800000000 } from './1764800000000-hashed-version.js';
import { LastWords1765400000000 } from './1765400000000-last-words.js';

export const migrations: readonly MigrationClass[] = [
  Users1763700000000,
  Suppressions1764500000000,
  HashedVersion1764800000000,
  LastWords1765400000000,
];
