/**
 * Runs every app's migrations that have not run yet. A program of its own, on Node 24: `migrate.mjs <database-url> <app> <schema>
 * [<app> <schema> …]`; prints a line for each app that had some.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root.mjs';

const load = (file) => import(pathToFileURL(join(root, file)).href);
const isMigration = (value) => typeof value === 'function' && typeof value.prototype?.up === 'function';

/** The classes in apps/<app>/src/migrations/<timestamp>-<name>.ts, oldest first. */
async function migrationsOf(app) {
  const folder = `dist/apps/${app}/src/migrations`;
  if (!existsSync(join(root, folder))) return [];
  const files = readdirSync(join(root, folder))
    .filter((name) => /^\d+-.*\.js$/.test(name))
    .sort();
  const modules = await Promise.all(files.map((file) => load(`${folder}/${file}`)));
  return modules.flatMap((module) => Object.values(module).filter(isMigration));
}

const [url, ...pairs] = process.argv.slice(2);
const { migrate } = await load('dist/libs/persistence/src/index.js');
for (let i = 0; i < pairs.length; i += 2) {
  const [app, schema] = pairs.slice(i, i + 2);
  const ran = await migrate(url, schema, await migrationsOf(app));
  if (ran.length > 0) console.log(`${app}: ${ran.length} migration${ran.length > 1 ? 's' : ''}`);
}
