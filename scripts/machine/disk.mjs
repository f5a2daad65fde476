import { mkdir, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from './failure.mjs';

/** Fails with one line when a folder's disk has less free space than is needed; the folder may not exist yet. */
export async function needSpace(folder, megabytes, advice) {
  const { bavail, bsize } = await statfs(await existing(folder));
  const free = Math.floor((bavail * bsize) / 1e6);
  if (free >= megabytes) return;
  throw new Failure(`The disk of ${folder} is full: ${free} MB are free and ${megabytes} MB are needed. ${advice}`);
}

async function existing(folder) {
  for (let at = folder; ; at = dirname(at)) {
    const found = await statfs(at).then(
      () => true,
      () => false,
    );
    if (found || at === dirname(at)) return at;
  }
}

export async function makeFolder(folder, mode = 0o755) {
  await mkdir(folder, { recursive: true, mode }).catch((error) => {
    throw new Failure(`Cannot make the folder ${folder} (${error.code}). Choose another one with --data DIR`);
  });
}
