import { readdirSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { waitUntil } from './wait.mjs';

/**
 * Tells one process from another that got the same pid later: the pid and the time it started. undefined when there is
 * no such process, or only its remains.
 */
export function identityOf(pid) {
  if (process.platform !== 'linux') return startedByPs(pid);
  try {
    const fields = statOf(pid);
    return fields[0] === 'Z' ? undefined : `${bootId()}-${fields[19]}`;
  } catch {
    return undefined;
  }
}

export const isSame = ({ pid, identity }) => identity !== undefined && identityOf(pid) === identity;

export function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

/**
 * SIGSTOP, and waits until nothing of it runs any more: the signal only asks, and on busy cores some threads run on for
 * milliseconds, enough to answer one more request. Answers whether it stands still.
 */
export function freeze(pid) {
  signal(pid, 'SIGSTOP');
  return waitUntil(() => standsStill(pid), { timeoutMs: 5000, everyMs: 1 });
}

function standsStill(pid) {
  if (process.platform !== 'linux') return true;
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) => statOf(`${pid}/task/${thread}`)[0] === 'T');
  } catch {
    return false; // a thread ended between the list and its state
  }
}

/** The parent of a process, where that can be looked up cheaply. */
export function parentOf(pid) {
  try {
    return Number(statOf(pid)[1]);
  } catch {
    return undefined;
  }
}

/** What /proc says of it, from the third field on: state, parent, … The second one, its name, may contain anything. */
function statOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

const bootId = () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);

function startedByPs(pid) {
  const { status, stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
}
