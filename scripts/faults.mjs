// npm run test:faults [-- --quick] [--rate 200] [--only <part of a fault's name>] [--port-base N] [--data DIR] [--keep]
//
// Starts a platform of its own, sends 200 notifications/s through the real API over all channels and priorities, and meanwhile
// kills, freezes and restarts everything in turn (test/faults/fault-list.mjs). Then it waits for quiet and compares what was
// promised, what reached the providers and what the status store says (test/faults/verdict.mjs). --quick: five to eight minutes.
// Last line: one JSON object. Exit code 0 only if nothing was lost, stuck or sent twice without a row that explains it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from './machine/failure.mjs';
import { freePortBase } from './machine/ports.mjs';
import { Progress } from './machine/progress.mjs';
import { install } from './platform/install.mjs';
import { root } from './platform/root.mjs';

/** Time, compressed: short calls, short leases, retries ten times as fast. */
const ENV = { TIME_FACTOR: '0.1', CALL_TIMEOUT_MS: '3000', LOG_LEVEL: 'warn' };

async function main() {
  const { values: options } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      rate: { type: 'string', default: '200' },
      only: { type: 'string' },
      'port-base': { type: 'string' },
      data: { type: 'string', default: join(root, '.carillon/faults') },
    },
  });
  const progress = new Progress();
  await install(progress);
  // Only now: these need what was just installed.
  const { Platform } = await import('./platform/platform.mjs');
  const { faultRun } = await import('../test/faults/fault-run.mjs');
  rmSync(options.data, { recursive: true, force: true });
  const platform = new Platform({
    base: Number(options['port-base'] ?? (await freePortBase())),
    folder: options.data,
    progress,
    env: ENV,
  });
  const stop = () => void platform.down().finally(() => process.exit(130));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    await platform.up();
    const perSecond = Number(options.rate);
    const { line, well } = await faultRun(platform, { quick: options.quick, perSecond, progress, only: options.only });
    platform.temporary = well && !options.keep;
    if (!well) progress.line(`The logs are in ${platform.logs}`);
    await platform.down();
    console.log(JSON.stringify(line));
    return well ? 0 : 1;
  } finally {
    await platform.down();
  }
}

await runCommand(main);
