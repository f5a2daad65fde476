import type { MigrationInterface } from 'typeorm';

export type MigrationClass = new () => MigrationInterface;

export declare function migrate(url: string, schema: string, migrations: readonly MigrationClass[]): Promise<string[]>;
