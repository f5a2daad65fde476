/** Redis and apps/preferences as processes of the test's own, to kill as often as it likes. */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '#libs/testing';

async function kill(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Comes back with what it had when it was last told to save: with versions of long ago. */
export class MortalRedis {
  private process: ChildProcess | undefined;

  private constructor(
    readonly url: string,
    private readonly port: number,
    private readonly folder: string,
  ) {}

  static async begin(): Promise<MortalRedis> {
    const [port, folder] = [await freePort(), await mkdtemp(join(tmpdir(), 'carillon-redis-'))];
    const redis = new MortalRedis(`redis://127.0.0.1:${port}`, port, folder);
    await redis.start();
    return redis;
  }

  async start(): Promise<void> {
    const args = [
      '--port',
      `${this.port}`,
      '--bind',
      '127.0.0.1',
      '--dir',
      this.folder,
      '--save',
      '',
      '--appendonly',
      'no',
    ];
    this.process = spawn('redis-server', args, { stdio: 'ignore' });
    await this.ask((redis) => redis.ping());
  }

  save(): Promise<unknown> {
    return this.ask((redis) => redis.save());
  }

  async restart(): Promise<void> {
    await kill(this.process);
    await this.start();
  }

  async end(): Promise<void> {
    await kill(this.process);
    await rm(this.folder, { recursive: true, force: true });
  }

  private async ask<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.url, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
    redis.on('error', () => {});
    try {
      return await command(redis);
    } finally {
      redis.disconnect();
    }
  }
}

type Point = 'never' | 'before' | 'after';

/** Is started again whenever it dies, with the next of the points to die at. */
export class MortalPreferences {
  deaths = 0;
  private process: ChildProcess | undefined;
  private ending = false;

  private constructor(
    private readonly schema: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly points: Point[],
    private readonly everyChanges: number,
  ) {}

  static async begin(
    schema: string,
    env: NodeJS.ProcessEnv,
    points: Point[] = [],
    everyChanges = 0,
  ): Promise<MortalPreferences> {
    const preferences = new MortalPreferences(schema, env, [...points], everyChanges);
    await preferences.start();
    return preferences;
  }

  private async start(): Promise<void> {
    const args = [this.schema, this.points.shift() ?? 'never', `${this.everyChanges}`];
    const env = { ...process.env, ...this.env, NODE_OPTIONS: '', JEST_WORKER_ID: undefined };
    const child = fork(join(import.meta.dirname, 'preferences.worker.mjs'), args, { env, execArgv: [] });
    this.process = child;
    child.once('exit', () => {
      this.deaths += 1;
      if (!this.ending) void this.start().catch(() => {});
    });
    await once(child, 'message');
  }

  async end(): Promise<void> {
    this.ending = true;
    await kill(this.process);
  }
}
