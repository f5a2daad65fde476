import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure } from '../machine/failure.mjs';
import { unsafePort } from '../machine/ports.mjs';
import { root } from './root.mjs';

const HIGHEST_BASE = 65_400;

/** What `npm start` and `npm run stop` take: {base, folder, detach}. */
export function readOptions(args = process.argv.slice(2)) {
  const values = parse(args);
  const base = Number(values['port-base']);
  if (!Number.isInteger(base) || base < 1024 || base > HIGHEST_BASE) {
    throw new Failure(`--port-base must be a number from 1024 to ${HIGHEST_BASE}, not "${values['port-base']}"`);
  }
  const unsafe = unsafePort(base);
  if (unsafe)
    throw new Failure(`--port-base ${base} would use port ${unsafe}, which browsers refuse to open: choose another`);
  return { base, folder: values.data ? resolve(values.data) : join(root, '.carillon'), detach: values.detach };
}

function parse(args) {
  const options = {
    'port-base': { type: 'string', default: '4000' },
    data: { type: 'string' },
    detach: { type: 'boolean', default: false },
  };
  try {
    return parseArgs({ args, options, allowPositionals: false }).values;
  } catch (error) {
    throw new Failure(`${error.message.split('. ')[0]}. Known are --port-base N, --data DIR and --detach`);
  }
}
