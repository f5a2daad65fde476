import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { identityOf, isSame } from './process-identity.mjs';

/** One process at a time, on this machine; the lock of a process that died is taken over. */
export async function withLock(file, work) {
  await mkdir(dirname(file), { recursive: true });
  const own = JSON.stringify({ pid: process.pid, identity: identityOf(process.pid) });
  while (
    !(await writeFile(file, own, { flag: 'wx' }).then(
      () => true,
      () => false,
    ))
  ) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '' && !isSame(parse(text))) await rm(file, { force: true });
    else await pause(200);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
