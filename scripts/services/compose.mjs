import { join } from 'node:path';
import { EventEmitter } from 'node:events';
import { Failure } from '../machine/failure.mjs';
import { lastLine, run } from '../machine/run.mjs';
import { root } from '../platform/root.mjs';

const file = join(root, 'scripts/services/compose.yml');

/** Whether an engine really answers: the client alone is no use. */
export async function hasEngine() {
  const engine = await run('docker', ['info', '--format', '{{.ServerVersion}}'], { timeoutMs: 5000 });
  if (engine.code !== 0) return false;
  return (await run('docker', ['compose', 'version'], { timeoutMs: 5000 })).code === 0;
}

/** The services as containers of one Compose project, named after its port base; the data lie in its volumes. */
export function compose({ ports, password, base }) {
  const env = {
    ...process.env,
    POSTGRES_PORT: `${ports.postgres}`,
    REDIS_PORT: `${ports.redis}`,
    KAFKA_PORT: `${ports.kafka}`,
    POSTGRES_PASSWORD: password,
  };
  const call = async (what, ...args) => {
    const { code, output } = await run('docker', ['compose', '-p', `carillon-${base}`, '-f', file, ...args], { env });
    if (code !== 0) throw new Failure(`Docker Compose could not ${what}: ${lastLine(output)}`);
  };
  return {
    units: Object.fromEntries(['postgres', 'redis', 'kafka'].map((name) => [name, new Container(name, call)])),
    databaseUrl: `postgres://carillon:${password}@127.0.0.1:${ports.postgres}/carillon`,
    redisUrl: `redis://127.0.0.1:${ports.redis}`,
    kafkaBrokers: `127.0.0.1:${ports.kafka}`,
    down: (...args) => call('stop the services', 'down', '--timeout', '6', ...args),
  };
}

/** The same handles as a Unit has, for one container. */
class Container extends EventEmitter {
  state = 'stopped';
  stopSignal = 'SIGTERM';

  constructor(name, call) {
    super();
    Object.assign(this, { name, call });
  }

  async start() {
    await this.call(`start ${this.name}`, 'up', '-d', '--wait', this.name);
    this.state = 'ready';
    return this;
  }

  async waitReady() {
    return this.start();
  }

  async stop() {
    await this.call(`stop ${this.name}`, 'stop', '--timeout', '6', this.name);
    this.state = 'stopped';
    return true;
  }

  close() {
    return this.stop();
  }

  async kill() {
    await this.call(`kill ${this.name}`, 'kill', this.name);
    this.state = 'stopped';
  }

  async freeze() {
    await this.call(`freeze ${this.name}`, 'pause', this.name);
    this.state = 'frozen';
  }

  async thaw() {
    await this.call(`wake ${this.name}`, 'unpause', this.name);
    this.state = 'ready';
  }

  async restart({ kill = false } = {}) {
    await (kill ? this.kill() : this.stop());
    return this.start();
  }
}
