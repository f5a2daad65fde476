import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { Failure } from '../machine/failure.mjs';
import { freeze, signal } from '../machine/process-identity.mjs';
import { waitUntil } from '../machine/wait.mjs';

/**
 * One process that belongs to the platform: an app or a service. What ends because it was told to (`stop`, `kill`) is
 * expected; anything else is an `exit` event with `expected: false`. Its output goes to a file, appended.
 *
 * States: stopped → starting → ready → stopping → stopped; frozen is a ready one that got SIGSTOP.
 */
export class Unit extends EventEmitter {
  state = 'stopped';
  pid = undefined;
  #child;
  #ending = false;
  #closed = false;
  #exited = Promise.resolve();
  #logStart = 0;

  /**
   * `command(env)` answers {file, args, env, cwd, uid, gid}; `ready(unit)` is asked until it answers true.
   * `records` notes the pid, so that a later run can end what this one could not.
   */
  constructor({
    name,
    command,
    ready,
    log,
    records,
    prepare,
    stopSignal = 'SIGTERM',
    readyMs = 60_000,
    stopMs = 6000,
  }) {
    super();
    Object.assign(this, { name, command, ready, log, records, prepare, stopSignal, readyMs, stopMs });
  }

  /** Starts it and waits until it is ready (`wait: false`: only until it runs). */
  async start({ env = {}, wait = true } = {}) {
    if (this.state !== 'stopped') throw new Error(`${this.name} is ${this.state}`);
    this.state = 'starting';
    try {
      await this.prepare?.();
      const command = await this.command(env);
      if (this.#closed) throw new Failure(`${this.name} was stopped while starting`);
      this.#spawn(command);
    } catch (error) {
      this.state = 'stopped';
      throw error;
    }
    if (wait) await this.waitReady();
    return this;
  }

  async waitReady(timeoutMs = this.readyMs) {
    const gone = () => this.pid === undefined;
    const up = await waitUntil(() => !gone() && this.ready(this), { timeoutMs, everyMs: 60, giveUp: gone });
    if (up && !gone()) {
      if (this.state === 'starting') this.state = 'ready';
      return this;
    }
    const how = gone() ? `ended while starting (${this.lastExit})` : `did not come up in ${timeoutMs / 1000} s`;
    const failure = new Failure(`${this.name} ${how}; the end of ${this.log}: ${this.logEnd()}`);
    await this.kill();
    throw failure;
  }

  /** Asks it to end and waits; what does not end in time is killed. Answers whether it ended by itself. */
  async stop() {
    if (this.pid === undefined) return true;
    this.#ending = true;
    this.state = 'stopping';
    signal(this.pid, 'SIGCONT');
    signal(this.pid, this.stopSignal);
    const willing = await waitUntil(() => this.pid === undefined, { timeoutMs: this.stopMs, everyMs: 20 });
    if (!willing) await this.kill();
    return willing;
  }

  /** Stops it for good: a start that is still getting ready comes to nothing. */
  close() {
    this.#closed = true;
    return this.stop();
  }

  /** SIGKILL, and waits until it is gone. */
  async kill() {
    if (this.pid === undefined) return;
    this.#ending = true;
    signal(this.pid, 'SIGKILL');
    await this.#exited;
  }

  /** Resolves when nothing of it runs any more. */
  async freeze() {
    if (!(await freeze(this.pid))) throw new Failure(`${this.name} does not stand still after SIGSTOP`);
    this.state = 'frozen';
  }

  thaw() {
    signal(this.pid, 'SIGCONT');
    this.state = 'ready';
  }

  async restart({ kill = false, ...options } = {}) {
    await (kill ? this.kill() : this.stop());
    return this.start(options);
  }

  /** What it printed since its last start. */
  output() {
    try {
      return readFileSync(this.log).subarray(this.#logStart).toString('utf8');
    } catch {
      return '';
    }
  }

  logEnd(lines = 3) {
    const all = this.output()
      .trimEnd()
      .split('\n')
      .filter((line) => line.trim() !== '');
    return all.slice(-lines).join(' ⏎ ').slice(-600) || '(it is empty)';
  }

  #spawn({ file, args, env, cwd, uid, gid }) {
    this.#logStart = sizeOf(this.log);
    const log = openSync(this.log, 'a');
    // A process group of its own: Ctrl-C in the terminal reaches only us, and we end things in order.
    const child = spawn(file, args, { cwd, env, uid, gid, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    this.#child = child;
    this.#ending = false;
    this.pid = child.pid;
    this.#exited = new Promise((resolve) => {
      child.once('error', (error) => resolve(this.#onExit(child, `cannot run ${file}: ${error.message}`)));
      child.once('exit', (code, by) => resolve(this.#onExit(child, by ? `by ${by}` : `exit code ${code}`)));
    });
    if (child.pid) this.records?.note(this);
  }

  #onExit(child, how) {
    if (child !== this.#child) return;
    const expected = this.#ending;
    const wasStarting = this.state === 'starting';
    Object.assign(this, { pid: undefined, state: 'stopped', lastExit: how });
    this.records?.forget(this);
    this.emit('exit', { unit: this, how, expected: expected || wasStarting });
  }
}

function sizeOf(file) {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
