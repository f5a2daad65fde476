import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One run of scripts/start.mjs in a folder and on ports of its own. */
export class NpmStart {
  readonly folder: string;
  readonly base = 32_000 + Math.floor(Math.random() * 7) * 100;
  said = '';

  constructor() {
    const parent = mkdtempSync(join(tmpdir(), 'carillon-ground-'));
    chmodSync(parent, 0o711); // Postgres runs as somebody else when we are root
    this.folder = join(parent, 'data');
  }

  run(env: NodeJS.ProcessEnv = {}) {
    const args = ['scripts/start.mjs', '--port-base', `${this.base}`, '--data', this.folder];
    const child = spawn(process.execPath, args, { env: { ...clean(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (part: Buffer) => (this.said += part.toString()));
    child.stderr.on('data', (part: Buffer) => (this.said += part.toString()));
    const ended = once(child, 'close').then(([code]) => code as number | null);
    return { ended, signal: (name: NodeJS.Signals) => child.kill(name) };
  }

  async stop(): Promise<void> {
    const child = spawn(process.execPath, ['scripts/stop.mjs', '--data', this.folder], {
      env: clean(),
      stdio: 'ignore',
    });
    await once(child, 'close');
  }

  /** The line that says what is wrong. */
  get complaint(): string | undefined {
    return this.said.split('\n').find((line) => line.startsWith('✗'));
  }

  /** Processes that have to do with the folder: by their arguments, or by where they are. */
  leftovers(): string[] {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== `${process.pid}`);
    return pids.filter((pid) =>
      [`/proc/${pid}/cmdline`, `/proc/${pid}/cwd`].some((file) => textOf(file).includes(this.folder)),
    );
  }

  clean(): void {
    rmSync(join(this.folder, '..'), { recursive: true, force: true });
  }
}

/** The services of the tests are given in the environment: here they must not be taken. */
function clean(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _a, REDIS_URL: _b, KAFKA_BROKERS: _c, npm_lifecycle_event: _d, ...env } = process.env;
  return env;
}

function textOf(file: string): string {
  try {
    return file.endsWith('cwd') ? readlinkSync(file) : readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
