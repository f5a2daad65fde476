import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../machine/failure.mjs';
import { responds } from '../machine/wait.mjs';
import { appEnvironment } from './app-environment.mjs';
import { flagsOf, portsOf } from './app-list.mjs';
import { node24, root } from './root.mjs';
import { Unit } from './unit.mjs';

/** One instance of an app as a Unit; `at` is what appEnvironment takes, and `extra(app.name)` answers overrides. */
export function appUnit(app, instance, { at, logs, records, extra }) {
  const name = instance === 1 ? app.name : `${app.name}-${instance}`;
  const main = join(root, 'dist/apps', app.name, 'src/main.js');
  const ports = portsOf(app, at.base, instance);
  const health = app.name === 'provider-sim' ? '/health/live' : '/health/ready';
  const unit = new Unit({
    name,
    records,
    log: join(logs, `${name}.log`),
    readyMs: 90_000,
    command(env) {
      if (!existsSync(main)) throw new Failure(`${main} is not there: run npm run build`);
      const all = { ...appEnvironment(app, instance, at), ...extra(app.name), ...env };
      return { file: node24, args: ['--enable-source-maps', ...flagsOf(app), main], env: all, cwd: root };
    },
    ready: () => responds(`http://127.0.0.1:${ports.http}${health}`),
  });
  return Object.assign(unit, { app: app.name, instance, ports });
}
