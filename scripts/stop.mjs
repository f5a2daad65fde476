// npm run stop: ends what npm start runs, wherever it was started; also what one that was killed left behind. --data DIR.
import { runCommand } from './machine/failure.mjs';
import { isSame, signal } from './machine/process-identity.mjs';
import { waitUntil } from './machine/wait.mjs';
import { removeDevFile } from './platform/dev-file.mjs';
import { sweepGrounds } from './platform/grounds.mjs';
import { readOptions } from './platform/options.mjs';
import { RunRecords } from './platform/run-records.mjs';
import { join } from 'node:path';

await runCommand(async () => {
  const { folder } = readOptions();
  const records = new RunRecords(join(folder, 'run'));
  const owner = records.owner();
  if (owner) {
    signal(owner.pid, 'SIGTERM');
    await waitUntil(() => !isSame(owner), { timeoutMs: 10_000 });
  }
  const left = [...(await records.sweep()), ...(await sweepGrounds())];
  removeDevFile(folder);
  const what = [owner && `process ${owner.pid}`, ...left].filter(Boolean);
  console.log(what.length > 0 ? `Stopped: ${what.join(', ')}` : `Nothing runs in ${folder}`);
});
