import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../machine/failure.mjs';
import { needProgram } from '../machine/packages.mjs';
import { mustRun, run } from '../machine/run.mjs';
import { answers } from '../machine/wait.mjs';
import { root } from '../platform/root.mjs';
import { Unit } from '../platform/unit.mjs';
import { kafkaJars } from './kafka-jars.mjs';

/**
 * Apache Kafka 4 in KRaft mode: broker and controller in one process. With half a gigabyte of heap the plain collector needs less of
 * the machine than G1.
 */
export async function kafka({ port, folder, logs, records, progress }) {
  const java = await needJava(progress);
  const jars = await kafkaJars(progress);
  const home = join(folder, 'kafka');
  const config = join(home, 'server.properties');
  const program = (...main) => ['-cp', `${jars}/*`, ...main];
  const unit = new Unit({
    name: 'kafka',
    records,
    log: join(logs, 'kafka.log'),
    async prepare() {
      await mkdir(home, { recursive: true });
      await writeFile(config, properties(port, join(home, 'data')));
      if (!existsSync(join(home, 'formatted'))) await format(java, program, home, config);
    },
    command: () => ({
      file: java,
      args: [
        ...['-Xms256m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:+ExitOnOutOfMemoryError'],
        `-Dlog4j2.configurationFile=${join(root, 'infra/kafka/log4j2.properties')}`,
        ...program('kafka.Kafka', config),
      ],
      env: process.env,
      cwd: home,
    }),
    ready: async (it) => /Kafka Server started/.test(it.output()) && answers({ port }),
  });
  return { unit, brokers: `127.0.0.1:${port}` };
}

/** Made whole or not at all: what a format that broke off left is thrown away. */
async function format(java, program, home, config) {
  await rm(join(home, 'data'), { recursive: true, force: true });
  const cluster = randomBytes(16).toString('base64url');
  // In one word: one id in sixty-four begins with a dash, and would be taken for an option.
  const args = program('kafka.tools.StorageTool', 'format', `--cluster-id=${cluster}`, '-c', config);
  const quick = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
  await mustRun("Formatting Kafka's data folder", java, [...quick, ...args], { cwd: home, timeoutMs: 60_000 });
  await writeFile(join(home, 'formatted'), cluster);
}

async function needJava(progress) {
  const java = await needProgram('java', { aptPackage: 'openjdk-17-jre-headless', why: 'Kafka runs on it', progress });
  const { output } = await run(java, ['-version'], { timeoutMs: 20_000 });
  const major = Number(/version "(\d+)/.exec(output)?.[1] ?? 0);
  if (major >= 17) return java;
  throw new Failure(
    `Kafka needs Java 17 or later, and ${java} is ${major || 'none that answers'}. Install openjdk-17-jre-headless`,
  );
}

// A killed broker may register again when its session is over: hence the short one.
// One consumer group for each lane and app: the coordinator's topic needs few partitions, and a group that gains its first
// member must not wait for more. Sessions may be as short as 6 s, so that a killed app's lanes move on soon.
const properties = (port, data) => `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${port + 1}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${port + 1}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=${data}
auto.create.topics.enable=false
num.partitions=4
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
group.max.session.timeout.ms=300000
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=4000
log.retention.hours=168
log.cleaner.dedupe.buffer.size=33554432
num.io.threads=4
num.network.threads=2
`;
