import { jest } from '@jest/globals';
import { Emitter, KafkaLanes, KafkaUnavailableError } from '#libs/messaging';
import { until } from '#libs/testing';
import { numbers } from './contract/messaging-port.js';
import { Seen } from './contract/seen.js';
import { OutboxBench, row } from './outbox-harness.js';
import { ownBroker } from './own-broker.js';

jest.setTimeout(120_000);

describe('while Kafka is away', () => {
  let own: Awaited<ReturnType<typeof ownBroker>>;
  let bench: OutboxBench;
  let emitter: Emitter;
  let lanes: KafkaLanes;
  const seen = new Seen();

  beforeAll(async () => {
    [own, bench] = await Promise.all([ownBroker(), OutboxBench.open()]);
    await own.broker.start();
    const settings = { brokers: [own.address], app: 'test' };
    emitter = new Emitter(settings);
    emitter.start();
    lanes = new KafkaLanes(settings);
    lanes.addHandler('a', seen.handler, true);
    lanes.listen(() => {});
    await emitter.whenUp(AbortSignal.timeout(20_000));
  });
  afterAll(async () => {
    await lanes.close();
    await bench.close();
    await emitter.close();
    await own.remove();
  });

  it('rows wait in the outbox, and leave within seconds of its return; lanes go on by themselves', async () => {
    const outbox = bench.outbox(emitter, { leaseMs: 5_000 });
    bench.relay(emitter, { leaseMs: 5_000 });
    const write = async (n: number): Promise<void> => {
      const records = numbers(10, 10 * n);
      outbox.release(await bench.stage(outbox, row('', { destination: 'a', records })));
    };
    await write(0);
    await seen.has(10);

    await own.broker.stop();
    for (let n = 1; n <= 20; n++) await write(n);
    await until(() => !emitter.up, { timeoutMs: 20_000, what: 'the emitter to notice' });
    await expect(emitter.emit('a', numbers(1))).rejects.toBeInstanceOf(KafkaUnavailableError);
    for (let n = 21; n <= 30; n++) await write(n);
    expect(seen.distinct).toBe(10);

    await own.broker.start();
    const back = Date.now();
    await seen.has(310, 30_000);
    console.log(`all records were there ${Date.now() - back} ms after Kafka was back`);
    await bench.empty();
    expect(Date.now() - back).toBeLessThan(20_000);
  });

  it('sleeping with open connections, everything goes on after it wakes', async () => {
    await own.broker.freeze();
    const lost = emitter.emit('a', numbers(1, 1_000));
    await expect(lost).rejects.toBeInstanceOf(KafkaUnavailableError);
    own.broker.thaw();
    await emitter.whenUp(AbortSignal.timeout(30_000));
    await emitter.emit('a', numbers(1, 2_000));
    await until(() => seen.numbers.includes(2_000), { timeoutMs: 40_000, what: 'the new record' });
  });
});
