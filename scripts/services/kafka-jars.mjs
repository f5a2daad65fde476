import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../machine/file-lock.mjs';
import { needProgram } from '../machine/packages.mjs';
import { mustRun } from '../machine/run.mjs';
import { root, shared } from '../platform/root.mjs';

const pom = join(root, 'infra/kafka/pom.xml');

/** The folder of Kafka's jars, copied by Maven the first time and shared by all data folders. */
export async function kafkaJars(progress) {
  const stamp = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 8);
  const folder = join(shared, `kafka-jars-${stamp}`);
  if (existsSync(folder)) return folder;
  await withLock(join(shared, 'kafka-jars.lock'), async () => {
    if (!existsSync(folder)) await fetchJars(folder, progress);
  });
  return folder;
}

async function fetchJars(folder, progress) {
  const maven = await needProgram('mvn', { aptPackage: 'maven', why: 'it fetches Apache Kafka', progress });
  const half = `${folder}.new`;
  await rm(half, { recursive: true, force: true });
  const args = [
    '-q',
    '-B',
    '-f',
    pom,
    'dependency:copy-dependencies',
    '-DincludeScope=runtime',
    `-DoutputDirectory=${half}`,
  ];
  await progress.step('Fetching Apache Kafka with Maven', () =>
    mustRun('Fetching Apache Kafka with Maven', maven, args, { timeoutMs: 240_000 }),
  );
  await rename(half, folder);
}
