// npm run bench [-- --quick] [--soak] [--outage] [--only bulk_each,single,…] [--profile DIR] [--port-base N] [--data DIR]
//
// Starts a platform of its own and measures it beside the limit (bench/limit.mjs) in the same run, in turn and on the same
// services: an absolute rate means little on a noisy machine, the ratio does. --quick: at most 4 minutes.
// --soak: instead of all else, 1,000,000 notifications (--quick: 100,000) by all channels, and whether any app's memory grows.
// --outage: instead of all else, 100,000 mails (--quick: 20,000) while their provider is dead for ten minutes, time compressed.
// --profile: a CPU profile of every app for the figure named by --only; read it with bench/profile-summary.mjs.
// Last line: one JSON object with every figure, its limit and its ratio. Exit code 0 if every figure could be measured.
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from './machine/failure.mjs';
import { freePortBase } from './machine/ports.mjs';
import { Progress } from './machine/progress.mjs';
import { install } from './platform/install.mjs';
import { root } from './platform/root.mjs';

async function main() {
  const { values: options } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      soak: { type: 'boolean', default: false },
      outage: { type: 'boolean', default: false },
      only: { type: 'string' },
      profile: { type: 'string' },
      'port-base': { type: 'string' },
      data: { type: 'string', default: join(root, '.carillon/bench') },
    },
  });
  const progress = new Progress();
  await install(progress);
  // Only now: these need what was just installed.
  const { presentApps } = await import('./platform/app-list.mjs');
  const { Platform } = await import('./platform/platform.mjs');
  const { ALONE, profileEnv, runBench } = await import('../bench/bench.mjs');
  const { OUTAGE_TIME_FACTOR } = await import('../bench/outage.mjs');
  const profile = options.profile && resolve(options.profile);
  if (profile) mkdirSync(profile, { recursive: true });
  rmSync(options.data, { recursive: true, force: true });
  const platform = new Platform({
    base: Number(options['port-base'] ?? (await freePortBase())),
    folder: options.data,
    progress,
    env: { LOG_LEVEL: 'warn', ...(options.outage && { TIME_FACTOR: `${OUTAGE_TIME_FACTOR}` }) },
    appEnv: profile ? Object.fromEntries(presentApps().map(({ name }) => [name, profileEnv(profile, name)])) : {},
    temporary: true,
  });
  const stop = () => void platform.down().finally(() => process.exit(130));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    await platform.up();
    const began = performance.now();
    const figures = await runBench(platform, {
      quick: options.quick,
      only: options.only?.split(','),
      alone: ALONE.find((name) => options[name]),
      progress,
      profile,
    });
    const seconds = Math.round((performance.now() - began) / 1000);
    const failed = Object.values(figures).some(({ error }) => error);
    platform.temporary = !failed;
    if (failed) progress.line(`The logs are in ${platform.logs}`);
    await platform.down();
    console.log(JSON.stringify({ ...figures, quick: options.quick, seconds }));
    return failed ? 1 : 0;
  } catch (error) {
    platform.temporary = false;
    progress.line(`The logs are in ${platform.logs}`);
    throw error;
  } finally {
    await platform.down();
  }
}

await runCommand(main);
