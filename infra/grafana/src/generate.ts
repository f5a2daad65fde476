/**
 * Writes the dashboards as Grafana loads them: `node infra/grafana/src/generate.ts` writes, with `--check` it only says
 * whether the written ones are current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { channels } from './channels.dashboard.ts';
import { lanes } from './lanes.dashboard.ts';

const files = { 'lanes.json': lanes, 'channels.json': channels };
const place = (name: string): URL => new URL(`../dashboards/${name}`, import.meta.url);
const read = (name: string): string => {
  try {
    return readFileSync(place(name), 'utf8');
  } catch {
    return '';
  }
};

const stale = Object.entries(files)
  .map(([name, dashboard]) => ({ name, text: `${JSON.stringify(dashboard.build(), null, 2)}\n` }))
  .filter(({ name, text }) => read(name) !== text);

if (process.argv.includes('--check')) {
  for (const { name } of stale) console.error(`infra/grafana/dashboards/${name} is stale: run npm run dashboards`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const { name, text } of stale) writeFileSync(place(name), text);
}
