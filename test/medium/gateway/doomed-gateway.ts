import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from '#libs/testing';
import type { RunningGateway } from './running-gateway.js';

const here = import.meta.dirname;

export type Point =
  | 'before_commit'
  | 'after_commit'
  | 'step_before_commit'
  | 'step_after_commit'
  | 'callback_before_commit'
  | 'callback_after_commit'
  | 'preferences_told';

/** A gateway in a process of its own, over the tables of another, that stops at a point and can be killed there. */
export class DoomedGateway {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    readonly reached: (timeoutMs?: number) => Promise<unknown>,
  ) {}

  static async begin(gateway: RunningGateway, point: Point, over: object = {}): Promise<DoomedGateway> {
    const config = JSON.stringify({ ...gateway.resourcesOf().config, ...over });
    const child = fork(join(here, 'doomed-gateway.worker.ts'), [config, gateway.database.schema, point], {
      execArgv: ['--no-warnings', '--import', join(here, '../delivery/typescript.mjs')],
      env: { ...process.env, NODE_OPTIONS: '', JEST_WORKER_ID: undefined },
    });
    let said: { url?: string; at?: string } = {};
    child.on('message', (message: object) => (said = { ...said, ...message }));
    const reached = (timeoutMs = 20_000) => until(() => said.at === point, { timeoutMs, what: point });
    const doomed = new DoomedGateway(child, '', reached);
    try {
      await until(() => said.url, { timeoutMs: 20_000, what: 'the doomed gateway' });
    } catch (error) {
      await doomed.kill();
      throw error;
    }
    return new DoomedGateway(child, said.url as string, reached);
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}
