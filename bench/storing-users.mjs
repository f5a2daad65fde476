// How fast users are stored, 1,000 at a time over HTTP: `node bench/storing-users.mjs` beside a running `npm start`.
import { readFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { closeConnections, must } from '../test/faults/http-client.mjs';
import { measure, spent } from './processes.mjs';

const AT_ONCE = 1_000;
const CALLERS = 4;
const TARGET = 10_000;

const user = (run, index, attribute) => ({
  id: `stored-${run}-${index}`,
  email: `stored-${run}-${index}@example.org`,
  phone: `+4366481${String(index % 100_000).padStart(5, '0')}`,
  locale: 'de-AT',
  time_zone: 'Europe/Vienna',
  attributes: { plan: attribute, number: index },
});

async function round({ gateway, apiKey, pids }, users, body) {
  const firsts = Array.from({ length: users / AT_ONCE }, (_, i) => i * AT_ONCE);
  const before = measure(pids());
  const began = performance.now();
  const caller = async () => {
    for (let first = firsts.shift(); first !== undefined; first = firsts.shift()) {
      const path = '/v1/users/bulk';
      const { results } = await must(gateway, 'PUT', path, { apiKey, body: body(first), timeoutMs: 60_000 });
      const refused = results.find(({ status }) => status >= 300);
      if (refused) throw new Error(`a user was refused: ${JSON.stringify(refused)}`);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  const seconds = (performance.now() - began) / 1000;
  const cpu = spent(before, measure(pids()));
  // Whoever does not run takes no time at all, which would be good news.
  for (const [name, { residentBytes }] of Object.entries(before))
    if (residentBytes === 0) throw new Error(`${name} does not run`);
  const cpu_us = Object.fromEntries(Object.entries(cpu).map(([name, s]) => [name, Math.round((s / users) * 1e6)]));
  return { per_second: Math.round(users / seconds), cpu_us };
}

/** Postgres where it is the platform's own, and not one that was given to it. */
export const whoStores = ({ gateway, preferences, postgres }) => ({
  gateway,
  preferences,
  ...(postgres ? { postgres } : {}),
});

/** New users, and the same ones changed: the slower of both counts. `pids`: {gateway, preferences, …}. */
export async function storingUsers(ground, { users = 50_000 } = {}) {
  const run = randomBytes(4).toString('hex');
  const bodies = (attribute) => (first) => ({
    users: Array.from({ length: AT_ONCE }, (_, i) => user(run, first + i, attribute)),
  });
  const made = await round(ground, users, bodies('silver'));
  const changed = await round(ground, users, bodies('gold'));
  const per_second = Math.min(made.per_second, changed.per_second);
  return { users, per_second, made, changed, target_per_second: TARGET, met: per_second >= TARGET };
}

if (import.meta.filename === process.argv[1]) {
  const file = process.argv[2] ?? join(import.meta.dirname, '../.carillon/dev.json');
  const { gateway, api_key: apiKey, pids } = JSON.parse(await readFile(file, 'utf8'));
  const users = Number(process.argv[3] ?? 50_000);
  const ground = { gateway, apiKey, pids: () => whoStores(pids) };
  console.log(JSON.stringify(await storingUsers(ground, { users })));
  closeConnections();
}
