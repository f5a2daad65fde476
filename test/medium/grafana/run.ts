import { spawnSync } from 'node:child_process';

export interface Ran {
  /** Undefined when there is no such program. */
  readonly code: number | undefined;
  readonly output: string;
}

export function run(file: string, args: readonly string[], env = process.env): Ran {
  const { error, status, stdout, stderr } = spawnSync(file, args, { env, encoding: 'utf8', timeout: 60_000 });
  return { code: error ? undefined : (status ?? -1), output: `${stdout ?? ''}${stderr ?? ''}` };
}
