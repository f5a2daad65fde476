import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf, isSame, signal } from '../machine/process-identity.mjs';
import { waitUntil } from '../machine/wait.mjs';

/**
 * Which processes run for one data folder, a small file for each, so that even after SIGKILL the next start or stop ends
 * what is left. A pid counts only with its start time: the number alone may belong to a stranger by now.
 */
export class RunRecords {
  constructor(folder) {
    this.folder = folder;
  }

  note({ name, pid, stopSignal = 'SIGTERM' }) {
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(this.#file(name), JSON.stringify({ name, pid, identity: identityOf(pid), stopSignal }));
  }

  forget({ name }) {
    rmSync(this.#file(name), { force: true });
  }

  all() {
    return names(this.folder).flatMap((name) => read(join(this.folder, name)));
  }

  alive() {
    return this.all().filter(isSame);
  }

  /** The process that started the others, if it still runs. */
  owner() {
    return this.alive().find(({ name }) => name === OWNER);
  }

  claim() {
    this.note({ name: OWNER, pid: process.pid });
  }

  release() {
    this.forget({ name: OWNER });
  }

  /** Ends whatever of it still runs, and forgets it all. Answers the names of what it ended. */
  async sweep({ graceMs = 5000 } = {}) {
    const left = this.alive().filter(({ pid }) => pid !== process.pid);
    for (const { pid, stopSignal } of left) {
      signal(pid, stopSignal);
      signal(pid, 'SIGCONT');
    }
    await waitUntil(() => !left.some(isSame), { timeoutMs: graceMs });
    for (const record of left.filter(isSame)) signal(record.pid, 'SIGKILL');
    await waitUntil(() => !left.some(isSame), { timeoutMs: 5000 });
    for (const record of this.all()) if (!isSame(record)) this.forget(record);
    return left.map(({ name }) => name);
  }

  #file(name) {
    return join(this.folder, `${name}.json`);
  }
}

const OWNER = 'owner';

function names(folder) {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

function read(file) {
  try {
    return [JSON.parse(readFileSync(file, 'utf8'))];
  } catch {
    return [];
  }
}
