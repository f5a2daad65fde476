/**
 * Runs every app's migrations that have not run yet. A program of its own, on Node 24: `migrate.mjs <database-url> <app> <schema>
 * [<app> <schema> …]`; prints a line for each app that had some.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root.mjs';

const load = (file) => import(pathToFileURL(join(root, file)).href);
/** What the app's own list says, oldest first: some of it comes from libraries. */
async function migrationsOf(app) {
  const file = `dist/apps/${app}/src/migrations/index.js`;
  if (!existsSync(join(root, file))) return [];
  return Object.values(await load(file)).find(Array.isArray);
}

const [url, ...pairs] = process.argv.slice(2);
const { migrate } = await load('dist/libs/persistence/src/index.js');
for (let i = 0; i < pairs.length; i += 2) {
  const [app, schema] = pairs.slice(i, i + 2);
  const ran = await migrate(url, schema, await migrationsOf(app));
  if (ran.length > 0) console.log(`${app}: ${ran.length} migration${ran.length > 1 ? 's' : ''}`);
}
