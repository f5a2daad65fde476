import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '../machine/failure.mjs';
import { withLock } from '../machine/file-lock.mjs';
import { root, shared } from './root.mjs';

/**
 * apps/ and libs/ → dist/ with SWC: TypeScript becomes JavaScript, everything else (pages, SQL) is copied. Only what changed
 * is built; each file is written beside and moved into place, since a platform may be running on this dist/.
 */
export async function build() {
  return withLock(join(shared, 'build.lock'), async () => {
    const sources = (await Promise.all(['apps', 'libs'].map((top) => filesUnder(top)))).flat().filter(isBuilt);
    const stamp = await settingsStamp();
    const stale = [];
    for (const source of sources) if (await isStale(source, stamp.time)) stale.push(source);
    await buildAll(stale);
    await removeOrphans(new Set(sources.flatMap(outputsOf)));
    return { built: stale.length, of: sources.length };
  });
}

const isBuilt = (file) => !/\.spec\.ts$|\.d\.ts$|\/test\//.test(file);
const isScript = (file) => file.endsWith('.ts');
const outputOf = (source) => join('dist', isScript(source) ? source.replace(/\.ts$/, '.js') : source);
const outputsOf = (source) => (isScript(source) ? [outputOf(source), `${outputOf(source)}.map`] : [outputOf(source)]);

async function filesUnder(top) {
  const entries = await readdir(join(root, top), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1));
}

/** A change of SWC's settings makes all of dist/ stale. */
async function settingsStamp() {
  const hash = createHash('sha256')
    .update(await readFile(join(root, '.swcrc')))
    .digest('hex');
  const file = join(root, 'dist/.settings');
  if ((await readFile(file, 'utf8').catch(() => '')) !== hash) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, hash);
  }
  return { time: (await stat(file)).mtimeMs };
}

/** An output carries its source's time, so that a checkout of an older version is seen too. */
async function isStale(source, settingsTime) {
  const [from, to] = await Promise.all([
    stat(join(root, source)),
    stat(join(root, outputOf(source))).catch(() => undefined),
  ]);
  return !to || Math.abs(to.mtimeMs - from.mtimeMs) > 2 || to.ctimeMs < settingsTime;
}

async function buildAll(sources) {
  if (sources.length === 0) return;
  const swc = await import('@swc/core');
  const problems = [];
  await Promise.all(
    sources.map((source) => buildOne(swc.default ?? swc, source).catch((error) => problems.push([source, error]))),
  );
  if (problems.length === 0) return;
  const [source, error] = problems[0];
  throw new Failure(
    `${source} does not build: ${String(error.message ?? error)
      .split('\n')
      .find((line) => line.trim())}`,
  );
}

async function buildOne(swc, source) {
  const from = join(root, source);
  const to = join(root, outputOf(source));
  const { atime, mtime } = await stat(from);
  await mkdir(dirname(to), { recursive: true });
  const half = `${to}.${process.pid}`;
  if (isScript(source)) {
    const { code, map } = await swc.transformFile(from, {
      cwd: root,
      sourceMaps: true,
      outputPath: to,
      sourceFileName: from,
    });
    await writeFile(`${to}.map`, map);
    await writeFile(half, `${code}\n//# sourceMappingURL=${to.slice(to.lastIndexOf('/') + 1)}.map\n`);
  } else {
    await copyFile(from, half);
  }
  await utimes(half, atime, mtime);
  await rename(half, to);
}

async function removeOrphans(outputs) {
  const present = (await Promise.all(['dist/apps', 'dist/libs'].map((top) => filesUnder(top)))).flat();
  await Promise.all(present.filter((file) => !outputs.has(file)).map((file) => rm(join(root, file), { force: true })));
}
