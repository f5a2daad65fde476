// npm run check: types, lint, formatting, import rules and unused code, side by side; everything that is wrong is printed.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Failure, runCommand } from './machine/failure.mjs';
import { Progress } from './machine/progress.mjs';
import { run } from './machine/run.mjs';
import { install } from './platform/install.mjs';
import { node24, root } from './platform/root.mjs';

// The longest first: the rest fits beside it.
const checks = [
  ['lint', '.bin/eslint', '.', '--max-warnings', '0'],
  ['types', 'typescript7/bin/tsc', '--noEmit', '-p', 'tsconfig.json'],
  ['formatting', '.bin/prettier', '--check', '--log-level', 'warn', '.'],
  ['unused code', '.bin/knip', '--no-progress'],
  ['import rules', '.bin/depcruise', '--config', '.dependency-cruiser.mjs', ...tops()],
];

function tops() {
  return ['apps', 'libs', 'packages', 'test', 'infra', 'scripts', 'bench'];
}

async function check([name, program, ...args]) {
  const began = performance.now();
  const { code, output } = await run(node24, [join(root, 'node_modules', program), ...args], { cwd: root });
  return { name, code, output, seconds: ((performance.now() - began) / 1000).toFixed(1) };
}

async function checkAll(progress) {
  const waiting = [...checks];
  const failed = [];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { name, code, output, seconds } = await check(next);
      if (code !== 0) console.log(`\n── ${name} ──\n${output.trim()}\n`);
      progress.line(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
      if (code !== 0) failed.push(name);
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
  return failed;
}

await runCommand(async () => {
  const progress = new Progress();
  await install(progress);
  const failed = await checkAll(progress);
  if (failed.length > 0) throw new Failure(`Not green: ${failed.join(', ')}`);
});
