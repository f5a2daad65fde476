import { jest } from '@jest/globals';
import type { Emitter } from '#libs/messaging';
import { topicPrefix, until } from '#libs/testing';
import {
  handling,
  numberOf,
  numbers,
  type Handler,
  type Lanes,
  type LanesToTest,
  type MessagingPort,
} from './messaging-port.js';
import { Seen } from './seen.js';

jest.setTimeout(60_000);

const ofOneUser = (count: number, from = 0) => numbers(count, from).map((record) => ({ ...record, key: 'same' }));

/** What the platform relies on, of any client of Kafka. */
export function messagingContract(port: MessagingPort): void {
  let prefix: string;
  let emitter: Emitter;
  let running: Lanes[];

  beforeEach(async () => {
    prefix = topicPrefix();
    emitter = port.emitter(prefix);
    emitter.start();
    await emitter.whenUp(AbortSignal.timeout(15_000));
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map((lanes) => lanes.close()));
    await emitter.close();
  });

  const start = (handlers: Record<string, Handler>, options: Partial<LanesToTest> = {}): Lanes => {
    const lanes = port.lanes({ topicPrefix: prefix, sessionTimeoutMs: 6_000, retryMs: 10, ...options, handlers });
    running.push(lanes);
    return lanes;
  };
  const close = async (lanes: Lanes): Promise<void> => {
    running = running.filter((other) => other !== lanes);
    await lanes.close();
  };
  const allCommitted = (lanes: Lanes) =>
    until(async () => Object.values(await lanes.lag()).every((lag) => lag === 0), { what: 'all offsets committed' });
  const partitions = (lanes: Lanes): number => lanes.state()[0]?.partitions.length ?? 0;

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
    await emitter.emit('a', numbers(6_000));
    const lanes = start({ a: seen.handler });
    await seen.has(6_000);
    expect(seen.numbers).toHaveLength(6_000);
    expect(Math.max(...seen.batches.map((b) => b.records.length))).toBeGreaterThanOrEqual(500);
    await allCommitted(lanes);
  });

  it('go on where they were', async () => {
    await emitter.emit('a', numbers(10));
    const first = new Seen();
    const lanes = start({ a: first.handler });
    await first.has(10);
    await close(lanes);
    await emitter.emit('a', numbers(10, 10));
    const second = new Seen();
    start({ a: second.handler });
    await second.has(10);
    expect(second.numbers.toSorted((a, b) => a - b)).toEqual(numbers(10, 10).map((_, i) => 10 + i));
  });

  it('bring what a throwing handler left undone again, and only that, while other lanes go on', async () => {
    const calls: number[] = [];
    const other = new Seen();
    const handler = handling((batch) => {
      calls.push(...batch.records.map((r) => numberOf(r)));
      batch.done(batch.records[0]!);
      if (calls.length === 3) throw new Error('no');
      batch.allDone();
    });
    await emitter.emit('a', ofOneUser(3));
    await emitter.emit('b', numbers(5));
    const lanes = start({ a: handler, b: other.handler });
    await other.has(5);
    await until(() => calls.length >= 5);
    expect(calls).toEqual([0, 1, 2, 1, 2]);
    await allCommitted(lanes);
  });

  it('bring bytes that are no text', async () => {
    const seen: Buffer[] = [];
    const lanes = start({
      a: handling((batch) => {
        seen.push(...batch.records.map((r) => r.bytes));
        batch.allDone();
      }),
    });
    const poison = Buffer.from([0xff, 0x00, 0xfe]);
    await emitter.emit('a', [{ key: null, value: poison as unknown as string }]);
    await until(() => seen.length === 1);
    expect(seen[0]).toEqual(poison);
    await allCommitted(lanes);
  });

  it('are not held up by a record that takes long', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const seen: number[] = [];
    const lanes = start({
      a: async (batch) => {
        await Promise.all(
          batch.records.map(async (record) => {
            const n = numberOf(record);
            if (n === 0) await held;
            seen.push(n);
            batch.done(record);
          }),
        );
      },
    });
    await emitter.emit('a', ofOneUser(1));
    await until(() => lanes.state()[0]?.outstanding === 1);
    await emitter.emit('a', ofOneUser(5, 1));
    await until(() => seen.length === 5);
    release();
    await until(() => seen.length === 6);
    await allCommitted(lanes);
  });

  it('take nothing while paused', async () => {
    const seen = new Seen();
    const lanes = start({ a: seen.handler });
    lanes.pause('a');
    await emitter.emit('a', numbers(1));
    await until(() => lanes.state()[0]?.running, { what: 'the lane to join' });
    expect(seen.numbers).toEqual([]);
    lanes.resume('a');
    await seen.has(1);
  });

  it('bring a new record within milliseconds', async () => {
    const times: number[] = [];
    let arrived = (): void => {};
    start({
      a: handling((batch) => {
        batch.allDone();
        arrived();
      }),
    });
    for (let i = 0; i < 60; i++) {
      const arrival = new Promise<void>((resolve) => (arrived = resolve));
      const sent = performance.now();
      await emitter.emit('a', numbers(1, i));
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
    await until(() => partitions(first) === 6);
    const second = start({ a: b.handler });
    await until(() => partitions(first) === 3 && partitions(second) === 3, { timeoutMs: 20_000 });
    port.kill(second);
    const died = Date.now();
    await emitter.emit('a', numbers(100));
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
        seen.numbers.push(numberOf(record));
        batch.done(record);
      }
    };
    await emitter.emit('a', numbers(count));
    start({ a: slow });
    const second = start({ a: slow });
    await seen.has(500);
    const third = start({ a: slow });
    await seen.has(2_000);
    await close(second);
    await seen.has(count, 30_000);
    await allCommitted(third);
    console.log(`${seen.numbers.length - count} of ${count} came twice over three rebalances`);
  });
}
