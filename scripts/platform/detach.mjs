import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../machine/disk.mjs';
import { root } from './root.mjs';

/** Starts the platform in the background, shows its progress until it is ready, and leaves it running. */
export async function detach({ folder }) {
  await makeFolder(join(folder, 'logs'));
  const log = openSync(join(folder, 'logs/start.log'), 'w');
  const args = [join(root, 'scripts/start.mjs'), ...process.argv.slice(2).filter((arg) => arg !== '--detach')];
  const env = { ...process.env, CARILLON_DETACHED: '1' };
  const child = spawn(process.execPath, args, {
    cwd: process.cwd(),
    env,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const giveUp = (signal) => child.kill(signal);
  process.on('SIGINT', giveUp).on('SIGTERM', giveUp);
  return new Promise((resolve) => {
    child.on('message', ({ line, ready }) => {
      if (line !== undefined) console.log(line);
      if (!ready) return;
      child.disconnect();
      child.unref();
      console.log(`It runs in the background (process ${child.pid}); npm run stop ends it.`);
      resolve(0);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** In the background process: tells the one in front, as long as that listens. */
export function tell(message) {
  if (process.connected) process.send(message, () => {});
}
