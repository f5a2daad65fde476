/** Redis and apps/preferences as processes of the test's own, to kill as often as it likes. */
import { fork, type ChildProcess } from 'node:child_process';
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

interface RedisUnit {
  start(): Promise<void>;
  restart(options: { kill: boolean }): Promise<void>;
  stop(): Promise<void>;
}

/** Started as `npm start` does. Comes back with what it had when it was last told to save: with versions of long ago. */
export class MortalRedis {
  private constructor(
    readonly url: string,
    private readonly unit: RedisUnit,
    private readonly folder: string,
  ) {}

  static async begin(): Promise<MortalRedis> {
    const folder = await mkdtemp(join(tmpdir(), 'carillon-redis-'));
    const service = '../../../scripts/services/redis.mjs';
    const { redis } = (await import(service)) as {
      redis: (options: object) => Promise<{ unit: RedisUnit; url: string }>;
    };
    const records = { note: () => {}, forget: () => {} };
    const progress = { step: (_: string, work: () => Promise<unknown>) => work() };
    const { unit, url } = await redis({ port: await freePort(), folder, logs: folder, records, progress });
    await unit.start();
    return new MortalRedis(url, unit, folder);
  }

  async save(): Promise<void> {
    const redis = new Redis(this.url);
    await redis.save();
    redis.disconnect();
  }

  restart(): Promise<void> {
    return this.unit.restart({ kill: true });
  }

  async end(): Promise<void> {
    await this.unit.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

type Point = 'never' | 'before' | 'after';

/** Is started again whenever it dies, with the next of the points to die at: the first comes after the last. */
export class MortalPreferences {
  deaths = 0;
  private process: ChildProcess | undefined;
  private ending = false;

  private constructor(
    private readonly schema: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly points: readonly Point[],
    private readonly everyChanges: number,
  ) {}

  static async begin(
    schema: string,
    env: NodeJS.ProcessEnv,
    points: readonly Point[] = [],
    everyChanges = 0,
  ): Promise<MortalPreferences> {
    const preferences = new MortalPreferences(schema, env, points, everyChanges);
    await preferences.start();
    return preferences;
  }

  private async start(): Promise<void> {
    const args = [this.schema, this.points[this.deaths % this.points.length] ?? 'never', `${this.everyChanges}`];
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
