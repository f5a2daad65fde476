// npm start: installs, starts the services, builds, migrates, seeds, starts every app and the simulator; ends it all again
// on Ctrl-C or SIGTERM. --port-base N, --data DIR, --detach.
import { Failure, oneLine, runCommand } from './machine/failure.mjs';
import { parentOf } from './machine/process-identity.mjs';
import { Progress } from './machine/progress.mjs';
import { endRunning } from './machine/run.mjs';
import { banner } from './platform/banner.mjs';
import { detach, tell } from './platform/detach.mjs';
import { removeDevFile, writeDevFile } from './platform/dev-file.mjs';
import { install } from './platform/install.mjs';
import { readOptions } from './platform/options.mjs';
import { Platform } from './platform/platform.mjs';
import { prefetch } from './services/services.mjs';

const say = (line) => {
  console.log(line);
  tell({ line });
};

/** Resolves when somebody wants it to end. A second time there is no waiting. */
function askedToEnd() {
  return new Promise((resolve) => {
    let asked = false;
    const ask = (why) => {
      if (asked) return;
      asked = true;
      resolve(why);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => ask(signal));
    // npm that is killed outright takes nothing with it, nor does the shell between it and us: notice that they have gone.
    const above = () => `${process.ppid} ${parentOf(process.ppid)}`;
    const atFirst = above();
    const watched = process.env.npm_lifecycle_event && !process.env.CARILLON_DETACHED;
    if (watched) setInterval(() => above() !== atFirst && ask('npm has gone'), 1000).unref();
  });
}

async function main() {
  const options = readOptions();
  if (options.detach) return detach(options);
  const progress = new Progress(say);
  const platform = new Platform({ ...options, progress });
  const end = askedToEnd();
  const died = new Promise((_, reject) => platform.once('died', ({ unit, how }) => reject(deathOf(unit, how))));
  died.catch(() => {});
  try {
    const early = await Promise.race([end, died, bringUp(platform, options, progress)]);
    if (early) return await endEarly(progress);
    writeDevFile(platform);
    say(banner(platform.info));
    tell({ ready: true });
    if (!process.env.CARILLON_DETACHED) say('Ctrl-C ends it.');
    await Promise.race([end, died]);
    return 0;
  } finally {
    if (platform.secrets) removeDevFile(platform.folder);
    await platform.down();
  }
}

async function bringUp(platform, options, progress) {
  await Promise.all([install(progress), prefetch(progress)]);
  await platform.up();
}

async function endEarly(progress) {
  progress.line('Stopped before it was ready');
  endRunning();
  return 130;
}

const deathOf = (unit, how) => new Failure(`${unit.name} died (${how}); the end of ${unit.log}: ${unit.logEnd()}`);

process.on('unhandledRejection', (error) => console.error(oneLine(error)));
await runCommand(async () => {
  try {
    return await main();
  } catch (error) {
    tell({ line: `✗ ${oneLine(error)}` });
    throw error;
  }
});
process.exit();
