/** The client as somebody gets it: packed, installed where nothing else is, compiled against, and used. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CarillonClient } from './carillon-client.js';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');
const PACKAGE = join(ROOT, 'packages/client');

/** As strict as a consumer may be, with the types of the package checked too. */
const TSCONFIG = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
  },
  files: ['consumer.ts'],
};

const CONSUMER = `
import { Carillon, CarillonProblem, type NotificationRequest } from '@carillon/client';

declare const process: { readonly env: Readonly<Record<string, string>> };
const { BASE_URL: baseUrl = '', API_KEY: apiKey = '', USER_ID: user_id = '' } = process.env;
const carillon = new Carillon({ baseUrl, apiKey });
const request: NotificationRequest = {
  user_id,
  notification_type: 'order_update',
  channels: ['in_app'],
  content: { title: 'Packed', body: 'and installed' },
};
const { id, status } = await carillon.notifications.send(request);
const results: number[] = [];
for await (const result of carillon.notifications.sendMany([request, request])) results.push(result.status);
const refused = await new Carillon({ baseUrl, apiKey: 'ck_none' }).notifications.get(id).catch((error: unknown) => error);
const code = refused instanceof CarillonProblem ? refused.code : 'no problem';
console.log(JSON.stringify({ id, status, results, code }));

/** Not called: the types are there, and hold. */
export const wrong = () =>
  // @ts-expect-error a number is no id
  carillon.notifications.send({ user_id: 5, notification_type: 'x', content: { title: 'a', body: 'b' } });
`;

describe('the client, packed', () => {
  const platform = new CarillonClient();
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'carillon-consumer-'));
  });
  afterAll(async () => {
    platform.close();
    await rm(folder, { recursive: true, force: true });
  });

  const put = (name: string, text: string | object) =>
    writeFile(join(folder, name), typeof text === 'string' ? text : JSON.stringify(text));
  const npm = (args: readonly string[], cwd: string) => run('npm', [...args, '--offline'], { cwd });
  const compile = () => run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder]);

  it('is installed alone, compiles in a strict project, and sends', async () => {
    const { stdout } = await npm(['pack', '--json', '--pack-destination', folder], PACKAGE);
    const [packed] = JSON.parse(stdout.slice(stdout.lastIndexOf('\n[') + 1)) as [
      { filename: string; files: { path: string }[] },
    ];
    const paths = packed.files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['package.json', 'README.md', 'dist/index.js', 'dist/index.d.ts']));
    expect(paths.filter((path) => !/^(package\.json|README\.md|dist\/[\w-]+\.(js|d\.ts))$/.test(path))).toEqual([]);
    expect(paths.filter((path) => /spec|scripted/.test(path))).toEqual([]);

    await put('package.json', { name: 'consumer', private: true, type: 'module' });
    await npm(['install', '--no-audit', '--no-fund', join(folder, packed.filename)], folder);
    const lock = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')) as { packages: object };
    expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/@carillon/client']);

    await put('tsconfig.json', TSCONFIG);
    await put('consumer.ts', CONSUMER);
    await compile();

    const user = await platform.user();
    const { gateway: BASE_URL, api_key: API_KEY } = platform.info;
    const env = { PATH: process.env['PATH'], BASE_URL, API_KEY, USER_ID: user.id };
    const told = await run(process.execPath, ['consumer.js'], { cwd: folder, env });
    const said = JSON.parse(told.stdout) as { id: string };
    expect(said).toMatchObject({ status: 'ACCEPTED', results: [202, 202], code: 'unauthorized' });
    await platform.reaches(said.id, 'DELIVERED');
  }, 60_000);
});
