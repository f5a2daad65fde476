import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../scripts/platform/root.mjs';

const run = promisify(execFile);
const MOST_CPU_US = 40;
const WAYS = { each: 1, batch: 500 };

/** What the engine itself costs a delivery: real Postgres, a provider that answers at once, and nothing else in the process. */
export async function engineCost({ platform }, { deliveries }) {
  const { databaseUrl } = platform.services;
  await run(process.execPath, [join(root, 'scripts/platform/migrate.mjs'), databaseUrl, 'email', 'engine_cost']);
  const folder = join(root, 'test/medium/delivery');
  const cpu = {};
  for (const [way, group] of Object.entries(WAYS)) {
    const program = [
      '--no-warnings',
      '--expose-gc',
      '--import',
      join(folder, 'typescript.mjs'),
      join(folder, 'overhead.bench.ts'),
    ];
    const args = [...program, databaseUrl, 'engine_cost', `${deliveries}`, `${group}`];
    const { stdout } = await run(process.execPath, args, { env: { ...process.env, NODE_OPTIONS: '' } });
    cpu[way] = JSON.parse(stdout.trim().split('\n').at(-1)).cpu_us;
  }
  const worst = Math.max(...Object.values(cpu));
  return {
    deliveries,
    cpu_us: cpu,
    limit: { cpu_us: MOST_CPU_US },
    ratio: round(worst / MOST_CPU_US),
    met: worst <= MOST_CPU_US,
  };
}

const round = (ratio) => Math.round(ratio * 100) / 100;
