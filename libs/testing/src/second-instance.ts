import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { platformInfo } from './platform-info.js';
import { until } from './until.js';

/** One more instance of an app beside the platform's own, for tests that share work out and take instances away. */
export interface SecondInstance {
  readonly http: string;
  readonly pid: number;
  /** SIGKILL, and waits until it is gone; for `afterAll` too: again does no harm. */
  kill(): Promise<void>;
  /** SIGTERM, and waits until it has ended. */
  stop(): Promise<void>;
}

/** Starts it on the ports and with the environment that `npm test` has for it, and waits until it is ready. */
export async function secondInstance(app: string, env: NodeJS.ProcessEnv = {}): Promise<SecondInstance> {
  const { environments, node } = platformInfo();
  const own = environments[app];
  if (!own) throw new Error(`The platform has no app ${app}`);
  const child = spawn(node, [`dist/apps/${app}/src/main.js`], { env: { ...own, ...env }, stdio: 'ignore' });
  const http = `http://127.0.0.1:${own['PORT']}`;
  await until(() => isReady(child, http), { timeoutMs: 60_000, everyMs: 100, what: `a second ${app}` });
  return { http, pid: child.pid!, kill: () => end(child, 'SIGKILL'), stop: () => end(child, 'SIGTERM') };
}

async function isReady(child: ChildProcess, http: string): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`it ended with exit code ${child.exitCode}`);
  return (await fetch(`${http}/health/ready`)).ok;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}
