import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** For processes and threads that run what was built. */
export const build = () =>
  promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../../scripts/build.mjs')]);
