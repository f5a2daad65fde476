import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Broker {
  start(): Promise<unknown>;
  stop(): Promise<unknown>;
  freeze(): Promise<void>;
  thaw(): void;
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

async function freePair(): Promise<number> {
  for (;;) {
    const port = 20_000 + 2 * Math.floor(Math.random() * 6_000);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
}

/** A Kafka of the test's own, to stop and to freeze: that of all tests must stay up. Started as `npm start` does. */
export async function ownBroker(): Promise<{ broker: Broker; address: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'carillon-kafka-'));
  const service = '../../../scripts/services/kafka.mjs';
  const { kafka } = (await import(service)) as {
    kafka: (options: object) => Promise<{ unit: Broker; brokers: string }>;
  };
  const records = { note: () => {}, forget: () => {} };
  const progress = { step: (_: string, work: () => Promise<unknown>) => work() };
  const { unit, brokers } = await kafka({ port: await freePair(), folder, logs: folder, records, progress });
  const remove = async (): Promise<void> => {
    await unit.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { broker: unit, address: brokers, remove };
}
