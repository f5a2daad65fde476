import { join } from 'node:path';
import { mustRun } from '../scripts/machine/run.mjs';
import { node24, root } from '../scripts/platform/root.mjs';

/** Runs the yardstick once on the platform's own services. Answers its JSON line. */
export async function limitRun({ services, n, intake, provider, durable = false }) {
  const args = [join(root, 'bench/limit.mjs')];
  args.push('--pg', services.databaseUrl, '--redis', services.redisUrl, '--kafka', services.kafkaBrokers);
  args.push('--n', `${n}`, '--intake', intake, '--provider', provider, ...(durable ? ['--durable'] : []));
  const output = await mustRun('The limit', node24, args, { cwd: root, timeoutMs: 120_000 });
  const line = output
    .trimEnd()
    .split('\n')
    .findLast((one) => one.startsWith('{'));
  return JSON.parse(line);
}
