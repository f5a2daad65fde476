import type { MigrationClass } from '#libs/persistence';

/** What the schema of every channel's app has got since its first migration, which is the app's own. */
export const deliveryMigrations: readonly MigrationClass[] = [];
