import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf, isSame } from '../machine/process-identity.mjs';
import { shared } from './root.mjs';
import { RunRecords } from './run-records.mjs';

const list = join(shared, 'grounds');

/**
 * Notes that this process keeps a platform in a folder. Tests and benches work in folders that no later run would look
 * at, so this list is how one that was killed outright is cleaned up after. Answers what takes the note back.
 */
export function noteGround({ folder, runFolder, temporary = false }) {
  mkdirSync(list, { recursive: true });
  const file = join(list, `${process.pid}-${Date.now()}.json`);
  const owner = { pid: process.pid, identity: identityOf(process.pid) };
  writeFileSync(file, JSON.stringify({ owner, folder, runFolder, temporary }));
  return () => rmSync(file, { force: true });
}

/** Ends what dead owners left running; deletes their folders where those were temporary. Answers what it ended. */
export async function sweepGrounds() {
  const ended = [];
  for (const file of filesOf(list)) {
    const ground = read(file);
    if (ground && isSame(ground.owner)) continue;
    if (ground) ended.push(...(await new RunRecords(ground.runFolder).sweep()));
    if (ground?.temporary) rmSync(ground.folder, { recursive: true, force: true });
    rmSync(file, { force: true });
  }
  return ended;
}

function filesOf(folder) {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
