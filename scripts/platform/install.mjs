import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { needSpace } from '../machine/disk.mjs';
import { Failure } from '../machine/failure.mjs';
import { withLock } from '../machine/file-lock.mjs';
import { run } from '../machine/run.mjs';
import { node24, root, shared } from './root.mjs';

/** `npm ci`, when node_modules is missing or is not what the lockfile says. */
export async function install(progress) {
  if (!isStale()) return;
  await withLock(join(shared, 'install.lock'), async () => {
    if (!isStale()) return;
    await needSpace(root, 1500, 'Free some space for node_modules');
    await progress.step('Installing packages with npm ci', npmCi);
    if (!existsSync(node24))
      throw new Failure('npm ci did not bring node_modules/node: run npm ci --foreground-scripts and see why');
  });
}

async function npmCi() {
  const { code, output } = await run('npm', ['ci', '--no-fund', '--no-audit'], { cwd: root });
  if (code === 0) return;
  const said = output.split('\n').filter((line) => /npm (error|ERR!)/.test(line));
  throw new Failure(
    `npm ci failed: ${(said[0] ?? output.trim().split('\n').at(-1)).replace(/^npm (error|ERR!)\s*/, '')}`,
  );
}

/** Whether a package of the lockfile is missing or has another version. File times would also change with every checkout. */
function isStale() {
  const wanted = read(join(root, 'package-lock.json'));
  const have = read(join(root, 'node_modules/.package-lock.json'));
  if (!existsSync(node24)) return true;
  return Object.entries(wanted).some(
    ([path, { version, link, optional }]) =>
      path !== '' && !link && (have[path] ? have[path].version !== version : !optional),
  );
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}
