import { chown, cp, readFile, rename, rm, stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Failure } from '../machine/failure.mjs';
import { makeFolder } from '../machine/disk.mjs';

/** Who runs Postgres when root must not: {uid, gid}, or {} when we are somebody else already. */
export async function unprivileged() {
  if (process.getuid?.() !== 0) return {};
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const user = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody');
  if (!user)
    throw new Failure('Postgres must not run as root, and there is no user "postgres" or "nobody" to run it as');
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/** A folder that somebody else can get to: every folder above it lets others through. */
async function isReachable(folder) {
  for (let at = folder; ; at = dirname(at)) {
    const mode = await stat(at).then(
      (info) => info.mode,
      () => undefined,
    );
    if (mode !== undefined && (mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** `wanted`, or, when the other user can't get there (a clone under /root, say), a folder under /var/lib that he can. */
export async function groundFor(user, wanted) {
  if (user.uid === undefined) return wanted;
  const folder = (await isReachable(dirname(wanted))) ? wanted : join('/var/lib/carillon', nameFor(wanted));
  await makeFolder(dirname(folder));
  return folder;
}

/** The programs themselves, copied once to where the other user can run them if need be. */
export async function programsFor(user, native, version) {
  if (user.uid === undefined || (await isReachable(native))) return native;
  const copy = join('/var/lib/carillon', `postgres-${version}`);
  if (
    await stat(copy).then(
      () => true,
      () => false,
    )
  )
    return copy;
  const half = `${copy}.${process.pid}`;
  await makeFolder(dirname(copy));
  await cp(native, half, { recursive: true });
  await rename(half, copy).catch(() => rm(half, { recursive: true, force: true }));
  return copy;
}

export async function giveTo(user, path) {
  if (user.uid !== undefined) await chown(path, user.uid, user.gid);
}

const nameFor = (path) => createHash('sha256').update(path).digest('hex').slice(0, 12);
