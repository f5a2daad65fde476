export { lock, tryLock } from './advisory-lock.js';
export { Database, type DatabaseOptions } from './database.js';
export {
  CommitUnknownError,
  DatabaseUnavailableError,
  isConflict,
  isDataError,
  isUnavailable,
  isUniqueViolation,
} from './errors.js';
export { grouped, type GroupedOptions } from './grouped.js';
export { Janitor } from './janitor.js';
export { migrate, type MigrationClass } from './migrate.js';
export { PartitionKeeper, type KeptTable } from './partition-keeper.js';
export { dropOldPartitions, ensurePartitions, type DropOptions, type PartitionOptions } from './partitions.js';
export { splitOnError, type Settled } from './split-on-error.js';
export type { Queryable, Statement, Transaction } from './statement.js';
