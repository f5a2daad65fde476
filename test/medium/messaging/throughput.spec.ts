import { jest } from '@jest/globals';
import { Emitter, KafkaLanes } from '#libs/messaging';
import { dependencies, topicPrefix, until } from '#libs/testing';
import { numbers } from './contract/messaging-port.js';
import { Seen } from './contract/seen.js';
import { OutboxBench, row } from './outbox-harness.js';

jest.setTimeout(60_000);

const { kafka } = dependencies({ kafka: 'real', postgres: 'real' });

describe('from the outbox to the lanes', () => {
  it('goes in groups, and says how fast', async () => {
    const settings = { brokers: kafka.split(','), app: 'test', topicPrefix: topicPrefix() };
    const bench = await OutboxBench.open();
    const emitter = new Emitter(settings);
    emitter.start();
    const lanes = new KafkaLanes(settings);
    const seen = new Seen();
    lanes.addHandler('a', seen.handler, true);
    lanes.listen(() => {});
    await until(() => lanes.state()[0]?.running && emitter.up, { timeoutMs: 15_000 });

    const outbox = bench.outbox(emitter, { leaseMs: 10_000 });
    const write = async (group: number): Promise<void> => {
      const records = numbers(500, group * 500).map((r) => ({
        ...r,
        value: `${r.value.slice(0, -1)},"pad":"${'x'.repeat(400)}"}`,
      }));
      outbox.release(await bench.stage(outbox, row('', { destination: 'a', records })));
    };
    await write(0); // warms up
    await seen.has(500);
    const start = performance.now();
    await Promise.all(Array.from({ length: 20 }, (_, i) => write(i + 1)));
    await seen.has(10_500);
    const seconds = (performance.now() - start) / 1000;
    console.log(`${Math.round(10_000 / seconds)} records/s through Postgres and Kafka`);
    await outbox.idle();
    expect(await bench.depth()).toBe(0);
    expect(seen.twice).toEqual([]); // it names them, where a count would not
    expect(seen.numbers).toHaveLength(10_500);
    expect(seen.batches.length).toBeLessThan(seen.numbers.length / 20);

    await lanes.close();
    await bench.close();
    await emitter.close();
  });
});
