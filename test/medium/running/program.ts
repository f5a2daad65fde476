import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const typescript = join(import.meta.dirname, '../delivery/typescript.mjs');

/** The last line that a TypeScript program prints, run on dist/ in a process of its own. */
export async function lastLineOf(file: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '', JEST_WORKER_ID: undefined };
  const program = ['--no-warnings', '--import', typescript, file, ...args];
  const { stdout } = await promisify(execFile)(process.execPath, program, { env });
  return stdout.trim().split('\n').at(-1) as string;
}
