import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { needProgram } from '../machine/packages.mjs';
import { answers } from '../machine/wait.mjs';
import { Unit } from '../platform/unit.mjs';

/** redis-server from the system's packages. It keeps nothing on disk: all that is in Redis can be lost (design, rule 7). */
export async function redis({ port, folder, logs, records, progress }) {
  const file = await needProgram('redis-server', {
    aptPackage: 'redis-server',
    why: 'it holds caches and rate limits',
    progress,
  });
  const data = join(folder, 'redis');
  const unit = new Unit({
    name: 'redis',
    records,
    log: join(logs, 'redis.log'),
    prepare: () => void mkdirSync(data, { recursive: true }),
    command: () => ({
      file,
      args: ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', data, '--save', '', '--appendonly', 'no'],
      env: process.env,
      cwd: data,
    }),
    ready: () => answers({ port, send: 'PING\r\n', expect: /PONG/ }),
  });
  return { unit, url: `redis://127.0.0.1:${port}` };
}
