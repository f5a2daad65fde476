import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's top folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Node 24 from the npm package `node`; the scripts themselves run on what the system has. */
export const node24 = join(root, 'node_modules/node/bin/node');

/** What does not depend on the data folder: Kafka's jars, locks, the list of what runs where. */
export const shared = join(root, '.carillon');
