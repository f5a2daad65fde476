import { spawn } from 'node:child_process';
import { Failure } from './failure.mjs';

const running = new Set();

/** Ends what `run` has under way: for a stop in the middle of an installation. */
export const endRunning = () => running.forEach((child) => child.kill('SIGTERM'));

/** Runs a program to its end and answers {code, output}; it never rejects for a code that is not 0. */
export function run(file, args, { cwd, env = process.env, timeoutMs, inherit = false, uid, gid } = {}) {
  return new Promise((resolve) => {
    const stdio = inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'];
    const child = spawn(file, args, { cwd, env, stdio, uid, gid, timeout: timeoutMs, killSignal: 'SIGKILL' });
    running.add(child);
    let output = '';
    child.stdout?.on('data', (part) => (output += part));
    child.stderr?.on('data', (part) => (output += part));
    child.on('error', (error) => resolve({ code: error.code === 'ENOENT' ? 127 : 126, output: error.message }));
    child.on('close', (code) => {
      running.delete(child);
      resolve({ code: code ?? 137, output });
    });
  });
}

/** The same, but a code that is not 0 is a Failure that ends with the last line the program printed. */
export async function mustRun(what, file, args, options) {
  const { code, output } = await run(file, args, options);
  if (code !== 0) throw new Failure(`${what} failed (exit code ${code}): ${lastLine(output) || 'it said nothing'}`);
  return output;
}

export const lastLine = (text) =>
  text
    .trimEnd()
    .split('\n')
    .findLast((line) => line.trim() !== '')
    ?.trim() ?? '';
