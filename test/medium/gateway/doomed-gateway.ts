import { execFile, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '#libs/testing';
import type { RunningGateway } from './running-gateway.js';

const here = import.meta.dirname;

export type Point =
  'before_commit' | 'after_commit' | 'callback_before_commit' | 'callback_after_commit' | 'preferences_told';

/** Another gateway over the same tables, in a process of its own, that stops at a point and is killed there. */
export class Doomed {
  private static readonly all = new Set<ChildProcess>();

  private constructor(
    private readonly process: ChildProcess,
    readonly url: string,
    readonly reached: () => Promise<unknown>,
  ) {}

  /** It runs what was built. */
  static async build(): Promise<void> {
    await promisify(execFile)(process.execPath, [join(here, '../../../scripts/build.mjs')]);
  }

  static async begin(gateway: RunningGateway, point: Point, over: object = {}): Promise<Doomed> {
    const config = JSON.stringify({ ...gateway.resourcesOf().config, ...over });
    const child = fork(join(here, 'doomed-gateway.worker.ts'), [config, gateway.database.schema, point], {
      execArgv: ['--no-warnings', '--import', join(here, '../delivery/typescript.mjs')],
      env: { ...process.env, NODE_OPTIONS: '', JEST_WORKER_ID: undefined },
    });
    Doomed.all.add(child);
    let said: { url?: string; at?: string } = {};
    child.on('message', (message: object) => (said = { ...said, ...message }));
    await until(() => said.url, { timeoutMs: 20_000, what: 'the doomed gateway' });
    return new Doomed(child, said.url as string, () => until(() => said.at === point, { what: point }));
  }

  static endAll(): void {
    for (const child of Doomed.all) child.kill('SIGKILL');
    Doomed.all.clear();
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await once(this.process, 'exit');
  }
}
