import type { MigrationClass } from '#libs/persistence';
import { Users1763700000000 } from './1763700000000-users.js';

export const migrations: readonly MigrationClass[] = [Users1763700000000];
