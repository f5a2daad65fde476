// npm run test:fuzz -- [how many] [--seed N]: generated requests at every call of the API, 20,000 unless told otherwise. Prints
// how far it is, and as its last line one JSON object: the seed, the rate, and how often each call answered what.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure, runCommand } from './machine/failure.mjs';
import { root } from './platform/root.mjs';

const SPEC = 'test/medium/gateway/fuzz.spec.ts';

await runCommand(async () => {
  const { values, positionals } = parseArgs({ options: { seed: { type: 'string' } }, allowPositionals: true });
  const runs = Number(positionals[0] ?? 20_000);
  const seed = Number(values.seed ?? Date.now() % 2 ** 31);
  if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed))
    throw new Failure('How many, and --seed, are whole numbers');
  console.log(`${runs} requests, seed ${seed}`);
  const folder = await mkdtemp(join(tmpdir(), 'carillon-fuzz-'));
  const report = join(folder, 'fuzz.json');
  try {
    const env = { ...process.env, FUZZ_RUNS: `${runs}`, FUZZ_SEED: `${seed}`, FUZZ_REPORT: report };
    const child = spawn(process.execPath, ['scripts/test.mjs', SPEC], { cwd: root, env, stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill(signal));
    const code = await new Promise((done) => child.once('close', done));
    const told = await readFile(report, 'utf8').catch(() => JSON.stringify({ seed, runs, failed: true }));
    console.log(told);
    return code ?? 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
