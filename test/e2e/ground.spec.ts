import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { until } from '#libs/testing';
import { NpmStart } from './ground/npm-start.js';

const MINUTE = 60_000;

describe('npm start, when it cannot', () => {
  let start: NpmStart;
  beforeEach(() => void (start = new NpmStart()));
  afterEach(async () => {
    await start.stop();
    start.clean();
  });

  test('names a taken port, who wanted it, and the way out; and leaves no trace', async () => {
    const holder = createServer().listen(start.base + 5, '127.0.0.1');
    const code = await start.run().ended;
    holder.close();
    expect(code).toBe(1);
    expect(start.complaint).toMatch(/Port \d+5, wanted for preferences, is taken.*--port-base \d+/);
    expect(existsSync(start.folder)).toBe(false);
  });

  test(
    'says that Java is missing, and how to get it',
    async () => {
      const bin = join(start.folder, '../bin');
      mkdirSync(bin);
      for (const name of ['ss', 'redis-server']) link(name, bin);
      const code = await start.run({ PATH: bin, JAVA_HOME: '' }).ended;
      expect(code).toBe(1);
      expect(start.complaint).toMatch(/java is missing.*apt-get install openjdk-17/);
      expect(start.leftovers()).toEqual([]);
    },
    MINUTE,
  );

  test(
    'tells the end of the log of a service that does not come up, and ends the others',
    async () => {
      const bin = join(start.folder, '../bin');
      mkdirSync(bin);
      writeFileSync(join(bin, 'redis-server'), '#!/bin/sh\necho no memory at all\nexit 3\n');
      chmodSync(join(bin, 'redis-server'), 0o755);
      const code = await start.run({ PATH: `${bin}${delimiter}${process.env['PATH']}` }).ended;
      expect(code).toBe(1);
      expect(start.complaint).toMatch(/redis ended while starting \(exit code 3\).*no memory at all/);
      expect(start.leftovers()).toEqual([]);
    },
    2 * MINUTE,
  );

  test('says how much a full disk lacks', () => {
    const ask = `import('./scripts/machine/disk.mjs').then((d) => d.needSpace('${start.folder}', 1e9, 'Use --data DIR'))`;
    const { stderr } = spawnSync(process.execPath, ['-e', ask], { encoding: 'utf8' });
    expect(stderr).toMatch(/The disk of .* is full: \d+ MB are free and 1000000000 MB are needed\. Use --data DIR/);
  });

  test('takes no option that it does not know', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/start.mjs', '--prot', '1'], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^✗ Unknown option '--prot'.*--port-base N/) as string]);
  });
});

describe('npm start, when it is ended', () => {
  let start: NpmStart;
  beforeEach(() => void (start = new NpmStart()));
  afterEach(async () => {
    await start.stop();
    start.clean();
  });
  const servicesUp = () => until(() => start.said.includes('Building …'), { timeoutMs: MINUTE, what: 'the services' });

  test(
    'ends everything within 10 s of SIGTERM, also half-way',
    async () => {
      const { ended, signal } = start.run();
      await servicesUp();
      const began = performance.now();
      signal('SIGTERM');
      expect(await ended).toBe(130);
      expect(performance.now() - began).toBeLessThan(10_000);
      expect(start.leftovers()).toEqual([]);
    },
    2 * MINUTE,
  );

  test(
    'killed outright, leaves processes that npm run stop ends',
    async () => {
      const { ended, signal } = start.run();
      await servicesUp();
      signal('SIGKILL');
      await ended;
      expect(start.leftovers()).not.toEqual([]);
      await start.stop();
      await until(() => start.leftovers().length === 0, { what: 'no process of it' });
    },
    2 * MINUTE,
  );
});

function link(name: string, folder: string): void {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((at) => join(at, name))
    .find(isProgram);
  if (found) symlinkSync(found, join(folder, name));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
