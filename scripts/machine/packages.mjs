import { access, constants, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { Failure } from './failure.mjs';
import { lastLine, run } from './run.mjs';

const isRoot = () => process.getuid?.() === 0;

/** Where a program lies on the PATH (or under JAVA_HOME), or undefined. */
async function findProgram(name, env = process.env) {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  if (name === 'java' && env.JAVA_HOME) folders.unshift(join(env.JAVA_HOME, 'bin'));
  for (const folder of folders) {
    const file = join(folder, name);
    if (
      await access(file, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  return undefined;
}

/** Finds a program; installs its Debian package if that can be done; else fails with a line that says how to get it. */
export async function needProgram(name, { aptPackage, why, progress }) {
  const found = await findProgram(name);
  if (found) return found;
  const advice = `${name} is missing (${why}). Install it (Debian: apt-get install ${aptPackage})`;
  if (!isRoot() || !(await findProgram('apt-get')))
    throw new Failure(`${advice}, or run this as root to have it installed`);
  const failed = await progress.step(`Installing ${aptPackage} with apt`, () => aptInstall([aptPackage]));
  const installed = await findProgram(name);
  if (!installed) throw new Failure(`${advice}; apt could not${failed ? `: ${failed}` : ''}`);
  return installed;
}

/** Answers undefined, or what went wrong. A package's own daemon must not start: the ports are ours to choose. */
async function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () =>
    run('apt-get', ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', ...packages], { env });
  return withoutDaemons(async () => {
    let result = await install();
    if (result.code !== 0) {
      await run('apt-get', ['update'], { env });
      result = await install();
    }
    return result.code === 0 ? undefined : lastLine(result.output);
  });
}

async function withoutDaemons(work) {
  const policy = '/usr/sbin/policy-rc.d';
  const present = await readFile(policy).then(
    () => true,
    () => false,
  );
  if (!present) await writeFile(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 }).catch(() => {});
  try {
    return await work();
  } finally {
    if (!present) await rm(policy, { force: true });
  }
}
