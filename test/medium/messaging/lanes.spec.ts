import { jest } from '@jest/globals';
import type { Emitter, KafkaLanes } from '#libs/messaging';
import { freshPrefix, lanesWith, records, Seen, startedEmitter, until, type Handler } from './lane-harness.js';

jest.setTimeout(60_000);

describe('lanes', () => {
  let prefix: string;
  let emitter: Emitter;
  let running: KafkaLanes[];

  beforeEach(async () => {
    prefix = freshPrefix();
    emitter = await startedEmitter(prefix);
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map((lanes) => lanes.close()));
    await emitter.close();
  });

  const start = (...args: [Record<string, Handler>, Parameters<typeof lanesWith>[2]?]): KafkaLanes => {
    const lanes = lanesWith(prefix, ...args);
    running.push(lanes);
    return lanes;
  };
  const committed = (lanes: KafkaLanes) =>
    until(async () => Object.values(await lanes.lag()).every((lag) => lag === 0));

  it('bring every record with key, headers and bytes, from the beginning of the topic', async () => {
    await emitter.emit('a', [{ key: 'k', value: '{"n":1}', headers: { traceparent: '00-1', ce_id: 'x' } }]);
    const seen = new Seen();
    start({ a: seen.handler });
    await seen.has(1);
    expect(seen.batches[0]).toMatchObject({ topic: 'a', signal: { aborted: false } });
    expect(seen.batches[0]?.records[0]).toMatchObject({
      topic: 'a',
      key: 'k',
      value: '{"n":1}',
      bytes: Buffer.from('{"n":1}'),
      headers: { traceparent: '00-1', ce_id: 'x' },
    });
  });

  it('bring many small records at once', async () => {
    const seen = new Seen();
    await emitter.emit('a', records(6_000));
    const lanes = start({ a: seen.handler });
    await seen.has(6_000);
    expect(seen.numbers).toHaveLength(6_000);
    expect(Math.max(...seen.batches.map((b) => b.records.length))).toBeGreaterThanOrEqual(500);
    await committed(lanes);
  });

  it('go on where they were', async () => {
    await emitter.emit('a', records(10));
    const first = new Seen();
    const lanes = start({ a: first.handler });
    await first.has(10);
    await lanes.close();
    running = [];
    await emitter.emit('a', records(10, 10));
    const second = new Seen();
    start({ a: second.handler });
    await second.has(10);
    expect(second.numbers.toSorted((a, b) => a - b)).toEqual(records(10, 10).map((_, i) => 10 + i));
  });

  it('bring what a throwing handler left undone again, and only that, while other lanes go on', async () => {
    const calls: number[] = [];
    const other = new Seen();
    const handler: Handler = async (batch) => {
      calls.push(...batch.records.map((r) => (JSON.parse(r.value) as { n: number }).n));
      batch.done(batch.records[0]!);
      if (calls.length === 3) throw new Error('no');
      batch.allDone();
    };
    await emitter.emit(
      'a',
      records(3).map((r) => ({ ...r, key: 'same' })),
    );
    await emitter.emit('b', records(5));
    const lanes = start({ a: handler, b: other.handler }, { retryMs: 10 });
    await other.has(5);
    await until(() => calls.length >= 5);
    expect(calls).toEqual([0, 1, 2, 1, 2]);
    await committed(lanes);
  });

  it('bring bytes that are no text', async () => {
    const seen: Buffer[] = [];
    const lanes = start({
      a: async (batch) => {
        seen.push(...batch.records.map((r) => r.bytes));
        batch.allDone();
      },
    });
    const poison = Buffer.from([0xff, 0x00, 0xfe]);
    await emitter.emit('a', [{ key: null, value: poison as unknown as string }]);
    await until(() => seen.length === 1);
    expect(seen[0]).toEqual(poison);
    await committed(lanes);
  });

  it('are not held up by a record that takes long', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const seen: number[] = [];
    const lanes = start({
      a: async (batch) => {
        await Promise.all(
          batch.records.map(async (record) => {
            const { n } = JSON.parse(record.value) as { n: number };
            if (n === 0) await held;
            seen.push(n);
            batch.done(record);
          }),
        );
      },
    });
    const same = (count: number, from: number) => records(count, from).map((r) => ({ ...r, key: 'same' }));
    await emitter.emit('a', same(1, 0));
    await until(() => lanes.state()[0]?.outstanding === 1);
    await emitter.emit('a', same(5, 1));
    await until(() => seen.length === 5);
    release();
    await until(() => seen.length === 6);
    await committed(lanes);
  });

  it('take nothing while paused', async () => {
    const seen = new Seen();
    const lanes = start({ a: seen.handler });
    lanes.pause('a');
    await emitter.emit('a', records(1));
    await until(() => lanes.state()[0]?.running);
    expect(seen.numbers).toEqual([]);
    lanes.resume('a');
    await seen.has(1);
  });

  it('bring a new record within milliseconds', async () => {
    const times: number[] = [];
    let arrived = (): void => {};
    start({
      a: async (batch) => {
        batch.allDone();
        arrived();
      },
    });
    for (let i = 0; i < 60; i++) {
      const arrival = new Promise<void>((resolve) => (arrived = resolve));
      const sent = performance.now();
      await emitter.emit('a', records(1, i));
      await arrival;
      times.push(performance.now() - sent);
    }
    const median = times.slice(10).toSorted((a, b) => a - b)[25] as number;
    console.log(`from emit to handler: median ${median.toFixed(1)} ms`);
    expect(median).toBeLessThan(20);
  });

  it('hand over within 10 s when an instance dies without a word', async () => {
    const [a, b] = [new Seen(), new Seen()];
    const first = start({ a: a.handler });
    await until(() => first.state()[0]?.partitions.length === 6);
    const second = start({ a: b.handler });
    await until(() => first.state()[0]?.partitions.length === 3 && second.state()[0]?.partitions.length === 3, 20_000);
    const [lane] = second
      .unwrap<Map<string, { session: { client: { cut(): void } }; stopping: AbortController }>>()
      .values();
    lane?.stopping.abort(); // as after SIGKILL: no leave, no new consumer
    lane?.session.client.cut();
    const died = Date.now();
    await emitter.emit('a', records(100));
    await a.has(100, 20_000);
    console.log(`handed over after ${Date.now() - died} ms`);
    expect(Date.now() - died).toBeLessThan(10_000);
  });

  it('share out, and lose nothing, while instances come and go', async () => {
    const seen = new Seen();
    const count = 4_000;
    const slow: Handler = async (batch) => {
      for (const record of batch.records) {
        if (batch.signal.aborted) return;
        await new Promise((resolve) => setImmediate(resolve));
        seen.numbers.push((JSON.parse(record.value) as { n: number }).n);
        batch.done(record);
      }
    };
    await emitter.emit('a', records(count));
    start({ a: slow });
    const second = start({ a: slow });
    await seen.has(500);
    const third = start({ a: slow });
    await seen.has(2_000);
    await second.close();
    running.splice(1, 1);
    await seen.has(count, 30_000);
    await committed(third);
    console.log(`${seen.numbers.length - count} of ${count} came twice over three rebalances`);
  });
});
