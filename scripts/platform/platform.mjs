import { EventEmitter } from 'node:events';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolder, needSpace } from '../machine/disk.mjs';
import { Failure } from '../machine/failure.mjs';
import { needPorts } from '../machine/ports.mjs';
import { silent } from '../machine/progress.mjs';
import { mustRun } from '../machine/run.mjs';
import { allDone } from '../machine/wait.mjs';
import { givenAddresses } from '../services/given.mjs';
import { services } from '../services/services.mjs';
import { appEnvironment } from './app-environment.mjs';
import { appNamed, portsOf, presentApps, wantedPorts } from './app-list.mjs';
import { appUnit } from './app-unit.mjs';
import { build } from './build.mjs';
import { describe } from './dev-file.mjs';
import { noteGround, sweepGrounds } from './grounds.mjs';
import { node24, root } from './root.mjs';
import { RunRecords } from './run-records.mjs';
import { readSecrets } from './secrets.mjs';
import { seedTenant, seedUser } from './seed.mjs';

/**
 * Everything that runs, as one object: see scripts/README.md for how the bench and the fault run use it.
 * Emits `died` with {unit, how} when a process ends that nobody told to.
 */
export class Platform extends EventEmitter {
  #release = () => {};
  #closed = false;
  #exits = ({ unit, how, expected }) => expected || this.emit('died', { unit, how });
  services;
  /** Every Unit by name: `email`, `email-2`, and the services `postgres`, `redis`, `kafka` where they are ours. */
  units = {};

  constructor({
    base = 4000,
    folder,
    progress = silent(),
    env = {},
    appEnv = {},
    topicPrefix = '',
    instances = {},
    ...more
  }) {
    super();
    this.folder = resolve(folder);
    const {
      apps = presentApps().map(({ name }) => name),
      temporary = false,
      envPrefix = '',
      serviceEnv = process.env,
    } = more;
    Object.assign(this, {
      base,
      progress,
      env,
      appEnv,
      topicPrefix,
      instances,
      apps,
      temporary,
      envPrefix,
      serviceEnv,
    });
    this.logs = join(this.folder, 'logs');
    this.records = new RunRecords(join(this.folder, 'run'));
  }

  /** Services, build, migrations, tenant, apps, demo user. What started is ended again when something fails. */
  async up() {
    try {
      await this.startServices();
      await this.startApps();
      return this;
    } catch (error) {
      await this.down();
      throw error;
    }
  }

  async startServices() {
    await this.claim();
    const { postgresPassword: password } = this.secrets;
    const { base, folder, logs, records, progress, temporary, envPrefix, serviceEnv: env } = this;
    this.services = await services({ base, folder, logs, records, password, progress, env, envPrefix, temporary });
    for (const unit of Object.values(this.services.units)) this.#adopt(unit);
    await this.services.start();
  }

  async startApps() {
    await this.progress.step('Building', build);
    await this.progress.step('Migrating', () => this.migrate());
    await seedTenant(this.at);
    const units = this.apps.flatMap((name) =>
      Array.from({ length: this.instances[name] ?? 1 }, (_, i) => this.addInstance(name, i + 1)),
    );
    await this.progress.step(`Starting ${this.apps.join(', ')}`, () => this.#startUnits(units));
    if (this.has('gateway') && this.has('preferences')) await seedUser(this.addresses);
  }

  /** The folder is ours alone from here on; what a dead owner left running is ended first. */
  async claim() {
    const owner = this.records.owner();
    if (owner && owner.pid !== process.pid) {
      throw new Failure(
        `Carillon already runs in ${this.folder} (process ${owner.pid}). Stop it with npm run stop, or use --data DIR and --port-base N`,
      );
    }
    await needSpace(this.folder, 700, 'Free some space, or choose another place with --data DIR');
    const ended = [...(await sweepGrounds()), ...(await this.records.sweep())];
    if (ended.length > 0) this.progress.line(`Ended what an earlier run left: ${ended.join(', ')}`);
    const native = Object.keys(givenAddresses(this.serviceEnv, this.envPrefix)).length < 3;
    await needPorts(wantedPorts(this.apps, this.base, { services: native }));
    for (const folder of [this.folder, this.logs, this.records.folder]) await makeFolder(folder);
    this.records.claim();
    const forget = noteGround({ folder: this.folder, runFolder: this.records.folder, temporary: this.temporary });
    this.#release = () => [forget(), this.records.release()];
    this.secrets = readSecrets(this.folder);
  }

  async migrate() {
    const owners = this.apps.map(appNamed).filter(({ schema }) => schema);
    const pairs = owners.flatMap(({ name, schema }) => [name, schema]);
    const script = join(root, 'scripts/platform/migrate.mjs');
    await mustRun('Migrating', node24, [script, this.services.databaseUrl, ...pairs], {
      cwd: root,
      timeoutMs: 120_000,
    });
  }

  /** One more instance of an app, on ports of its own; start it with `.start()`. */
  addInstance(name, instance = 2) {
    const app = appNamed(name);
    if (!app) throw new Error(`There is no app ${name}`);
    const { at, logs, records } = this;
    const unit = appUnit(app, instance, { at, logs, records, extra: () => ({ ...this.env, ...this.appEnv[name] }) });
    return this.#adopt(unit);
  }

  /** The environment of the nth instance of each app, by name. */
  environments(instance) {
    const of = (name) => ({
      ...appEnvironment(appNamed(name), instance, this.at),
      ...this.env,
      ...this.appEnv[name],
    });
    return Object.fromEntries(this.apps.map((name) => [name, of(name)]));
  }

  unit(name) {
    const unit = this.units[name];
    if (unit) return unit;
    throw new Error(`There is no ${name} here; there are ${Object.keys(this.units).join(', ')}`);
  }

  has(app) {
    return this.apps.includes(app);
  }

  /** Ends everything: first what takes requests in, then the rest, the services last. */
  async down() {
    if (this.#closed) return;
    const apps = Object.values(this.units).filter((unit) => unit.app);
    this.#closed = true;
    const began = performance.now();
    await Promise.all(apps.map((unit) => unit.close()));
    await this.services?.stop().catch((error) => this.progress.line(error.message));
    this.#release();
    if (this.temporary) rmSync(this.folder, { recursive: true, force: true });
    if (this.secrets)
      this.progress.line(`Everything is stopped (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  }

  /** What appEnvironment needs to know. */
  get at() {
    const { base, folder, secrets, services, topicPrefix, instances } = this;
    return { base, folder, secrets, services, topicPrefix, instances };
  }

  get addresses() {
    const of = (name) => `http://127.0.0.1:${portsOf(appNamed(name), this.base).http}`;
    const { tenant, apiKey } = this.secrets;
    const { tls } = portsOf(appNamed('provider-sim'), this.base);
    return {
      gateway: of('gateway'),
      status: of('status'),
      inApp: of('in-app'),
      simulator: of('provider-sim'),
      simulatorTls: `https://127.0.0.1:${tls}`,
      tenant,
      apiKey,
    };
  }

  /** The contents of dev.json. */
  get info() {
    return describe(this);
  }

  /** The simulator first: the authority it makes is what the push app trusts. */
  async #startUnits(units) {
    const first = units.filter(({ app }) => app === 'provider-sim');
    const rest = units.filter(({ app }) => app !== 'provider-sim');
    await Promise.all(first.map((unit) => unit.start()));
    await allDone(rest.map((unit) => unit.start()));
  }

  #adopt(unit) {
    if (this.#closed) throw new Failure('Stopped while starting');
    unit.on('exit', this.#exits);
    this.units[unit.name] = unit;
    return unit;
  }
}
