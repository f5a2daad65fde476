import { jest } from '@jest/globals';
import { outboxStats } from '#libs/messaging';
import { DatabaseUnavailableError } from '#libs/persistence';
import { until } from '#libs/testing';
import { FakeEmitter, inMs, OutboxBench, row } from './outbox-harness.js';

jest.setTimeout(30_000);

describe('the outbox', () => {
  let bench: OutboxBench;
  let kafka: FakeEmitter;

  beforeEach(async () => {
    bench = await OutboxBench.open();
    kafka = new FakeEmitter();
  });
  afterEach(() => bench.close());

  it('emits after the commit, and deletes', async () => {
    const outbox = bench.outbox(kafka);
    const staged = await bench.stage(
      outbox,
      row('a'),
      row('b', { destination: 'status.critical', priority: 'critical' }),
    );
    expect(kafka.values).toEqual([]);
    expect(await bench.depth()).toBe(2);
    outbox.release(staged);
    await outbox.idle();
    expect(kafka.emitted.map((e) => e.topic).toSorted()).toEqual(['dispatch.email.low', 'status.critical']);
    expect(await bench.depth()).toBe(0);
  });

  it('keeps nothing of a transaction that is rolled back', async () => {
    const outbox = bench.outbox(kafka);
    const failing = bench.db.transaction(async (tx) => {
      await outbox.stage(tx, [row('a')]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await bench.depth()).toBe(0);
  });

  it('is emitted by the relay, once the lease ran out, when the writer died between commit and emission', async () => {
    bench.relay(kafka);
    const at = Date.now();
    await bench.stage(bench.outbox(kafka), row('a')); // and never released
    await kafka.has(1);
    expect(Date.now() - at).toBeGreaterThanOrEqual(990);
    expect(Date.now() - at).toBeLessThan(2_000);
    await bench.empty();
    expect(kafka.values).toEqual(['a']);
  });

  it('is not emitted twice because Kafka is slow', async () => {
    let hurry = (): void => {};
    kafka.delay = new Promise<void>((resolve) => (hurry = resolve));
    const other = new FakeEmitter();
    bench.relay(other);
    const outbox = bench.outbox(kafka);
    outbox.release(await bench.stage(outbox, row('slow')));
    // A second row that nobody releases shows that three leases went by, and that the relay is awake.
    for (let i = 1; i <= 3; i++) {
      await bench.stage(outbox, row(`left ${i}`));
      await other.has(i);
    }
    expect(other.values).toEqual(['left 1', 'left 2', 'left 3']);
    hurry();
    await outbox.idle();
    expect(kafka.values).toEqual(['slow']);
    await bench.empty(); // the relay may be deleting its last one
  });

  describe('in a rush', () => {
    const aRush = () => {
      const ends: (() => void)[] = [];
      const rush = { on: true, onEnd: (listener: () => void) => void ends.push(listener) };
      const end = (): void => {
        rush.on = false;
        for (const listener of ends) listener();
      };
      return { rush, end };
    };

    it('holds back four of five transactions of low priority until it is over, under its lease', async () => {
      const { rush, end } = aRush();
      const other = new FakeEmitter();
      bench.relay(other);
      const outbox = bench.outbox(kafka, { rush });
      for (let i = 1; i <= 10; i++) outbox.release(await bench.stage(outbox, row(String(i))));
      await kafka.has(2);
      // Rows that nobody releases show that three leases went by, and that the relay is awake.
      for (let i = 1; i <= 3; i++) {
        await bench.stage(outbox, row(`left ${i}`));
        await other.has(i);
      }
      expect(other.values).toEqual(['left 1', 'left 2', 'left 3']);
      expect(kafka.values).toEqual(['5', '10']);
      end();
      await outbox.idle();
      expect(kafka.values).toEqual(['5', '10', '1', '2', '3', '4', '6', '7', '8', '9']);
      expect(kafka.emitted.at(-1)?.records).toEqual(row('9').records);
      await bench.empty();
      expect(other.values).toHaveLength(3);
    });

    it('holds back nothing of which anything is in a hurry', async () => {
      const outbox = bench.outbox(kafka, { rush: aRush().rush });
      const hurried = row('b', { destination: 'status', priority: 'high' });
      for (let i = 0; i < 2; i++) outbox.release(await bench.stage(outbox, row('a'), hurried));
      await kafka.has(4);
    });

    it('leaves to the relay what it holds when it ends without Kafka', async () => {
      const { rush, end } = aRush();
      bench.relay(kafka);
      const outbox = bench.outbox(kafka, { rush, leaseMs: 60_000 });
      outbox.release(await bench.stage(outbox, row('held')));
      kafka.up = false;
      end();
      await outbox.idle();
      expect(await bench.depth()).toBe(1);
      kafka.comeBack();
      await kafka.has(1);
      await bench.empty();
      expect(kafka.values).toEqual(['held']);
    });

    it('emits what it holds before it closes', async () => {
      const outbox = bench.outbox(kafka, { rush: aRush().rush });
      outbox.release(await bench.stage(outbox, row('held')));
      await outbox.close();
      expect(kafka.values).toEqual(['held']);
    });
  });

  it('leaves rows to the relay while Kafka is away, which emits them as soon as it is back', async () => {
    kafka.up = false;
    bench.relay(kafka);
    const outbox = bench.outbox(kafka, { leaseMs: 60_000 });
    for (let i = 0; i < 5; i++) outbox.release(await bench.stage(outbox, row(String(i))));
    expect(await bench.depth()).toBe(5);
    expect(outbox.leftToRelay).toBe(0); // they were written without a lease, since there was no Kafka
    kafka.comeBack();
    await kafka.has(5, 1_000);
    await bench.empty();
  });

  it('gives back what Kafka failed to take', async () => {
    const outbox = bench.outbox(kafka, { leaseMs: 60_000 });
    bench.relay(kafka, { leaseMs: 60_000 });
    const staged = await bench.stage(outbox, row('a'));
    kafka.delay = Promise.resolve().then(() => (kafka.up = false));
    outbox.release(staged);
    await outbox.idle();
    kafka.comeBack();
    await kafka.has(1, 1_000);
  });

  it('holds no more than so many bytes in memory, and leaves the rest', async () => {
    let hurry = (): void => {};
    kafka.delay = new Promise<void>((resolve) => (hurry = resolve));
    const outbox = bench.outbox(kafka, { maxBytesInFlight: 25_000 });
    const staged = await bench.stage(outbox, ...['a', 'b', 'c'].map((c) => row(c.repeat(10_000))));
    outbox.release(staged);
    expect(outbox.leftToRelay).toBe(1);
    hurry();
    await outbox.idle();
    expect(await bench.depth()).toBe(1);
  });

  it('deletes what was emitted also when the database was away for a moment', async () => {
    const outbox = bench.outbox(kafka, { leaseMs: 60_000 });
    const staged = await bench.stage(outbox, row('a'));
    jest.spyOn(bench.db, 'query').mockRejectedValueOnce(new DatabaseUnavailableError(new Error('away')));
    outbox.release(staged);
    await outbox.idle();
    expect(await bench.depth()).toBe(0);
    expect(kafka.values).toEqual(['a']);
  });

  it('splits what is too much for one row', async () => {
    const outbox = bench.outbox(kafka);
    const records = Array.from({ length: 5_500 }, (_, i) => ({ key: null, value: String(i) }));
    const staged = await bench.stage(outbox, row('', { records }));
    expect(staged.ids).toHaveLength(11);
    outbox.release(staged);
    await outbox.idle();
    expect(kafka.values).toHaveLength(5_500);
  });

  it('tells its depth and the age of its oldest due row', async () => {
    const outbox = bench.outbox(kafka);
    await bench.stage(outbox, row('a'), row('b', { dueAt: inMs(60_000) }), row('c', { dueAt: inMs(-5_000) }));
    const stats = await outboxStats(bench.db);
    expect(stats).toMatchObject({ depth: 3, due: 2 });
    expect(stats.oldestDueSeconds).toBeGreaterThan(4.9);
  });
});

describe('the relay', () => {
  let bench: OutboxBench;
  let kafka: FakeEmitter;

  beforeEach(async () => {
    bench = await OutboxBench.open();
    kafka = new FakeEmitter();
  });
  afterEach(() => bench.close());

  it('emits at the due time, and is woken by what is due earlier', async () => {
    bench.relay(kafka);
    const outbox = bench.outbox(kafka);
    const later = inMs(900);
    const sooner = inMs(400);
    outbox.release(await bench.stage(outbox, row('later', { dueAt: later })));
    outbox.release(await bench.stage(outbox, row('sooner', { dueAt: sooner })));
    await kafka.has(2);
    expect(kafka.values).toEqual(['sooner', 'later']);
    const [first, second] = kafka.emitted.map((e) => e.at) as [number, number];
    expect(first - sooner.getTime()).toBeGreaterThanOrEqual(-5);
    // By its due time and not by the sweep, which comes every 30 s; a busy machine may be late.
    expect(first - sooner.getTime()).toBeLessThan(2_000);
    expect(second - later.getTime()).toBeLessThan(2_000);
  });

  it('takes critical rows first, and the oldest of each priority before the others', async () => {
    const outbox = bench.outbox(kafka);
    await bench.stage(
      outbox,
      row('low', { dueAt: inMs(-9_000) }),
      row('newer high', { priority: 'high', dueAt: inMs(-10) }),
    );
    await bench.stage(outbox, row('older high', { priority: 'high', dueAt: inMs(-20) }));
    await bench.stage(outbox, row('critical', { priority: 'critical', dueAt: inMs(-5) }));
    bench.relay(kafka);
    await kafka.has(4);
    expect(kafka.values[0]).toBe('critical');
    expect(kafka.values.at(-1)).toBe('low');
  });

  it('shares a table with others, and doubles nothing', async () => {
    const outbox = bench.outbox(kafka);
    const others = [new FakeEmitter(), new FakeEmitter()] as const;
    const due = inMs(300);
    for (let i = 0; i < 20; i++) {
      await bench.stage(outbox, ...Array.from({ length: 100 }, (_, n) => row(`${i}.${n}`, { dueAt: due })));
    }
    for (const other of others) bench.relay(other);
    await bench.empty();
    const all = others.flatMap((other) => other.values);
    expect(all).toHaveLength(2_000);
    expect(new Set(all).size).toBe(2_000);
  });

  it('hands local rows to their handlers, and keeps one that fails for later', async () => {
    const calls: string[] = [];
    const plan = (records: readonly { value: string }[]): Promise<void> => {
      calls.push(...records.map((r) => r.value));
      return calls.length < 3 ? Promise.reject(new Error('not yet')) : Promise.resolve();
    };
    bench.relay(kafka, { local: { plan } });
    const outbox = bench.outbox(kafka);
    outbox.release(await bench.stage(outbox, row('x', { destination: 'local:plan' })));
    await until(() => calls.length === 3, { timeoutMs: 3_000 });
    expect(calls).toEqual(['x', 'x', 'x']);
    await bench.empty();
    expect(kafka.values).toEqual([]);
  });

  it('leaves local rows alone that it has no handler for', async () => {
    const outbox = bench.outbox(kafka);
    bench.relay(kafka, { local: { other: async () => {} } });
    await bench.stage(outbox, row('x', { destination: 'local:plan' }));
    await bench.stage(outbox, row('y', { destination: 'local:other' }));
    await until(async () => (await bench.depth()) === 1);
  });

  it('finds what was written while it was not listening', async () => {
    bench.relay(kafka);
    const outbox = bench.outbox(kafka);
    await bench.stage(outbox, row('first', { dueAt: inMs(0) }));
    await kafka.has(1);
    await bench.admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1`, [
      `${bench.admin.schema}-relay`,
    ]);
    await bench.stage(outbox, row('second', { dueAt: inMs(0) }));
    await kafka.has(2, 3_000);
  });

  it('asks nothing while there is nothing to do', async () => {
    bench.relay(kafka);
    const outbox = bench.outbox(kafka);
    await bench.stage(outbox, row('soon', { dueAt: inMs(700) }), row('far', { dueAt: inMs(60_000) }));
    const batch = jest.spyOn(bench.db, 'batch');
    await kafka.has(1);
    const looks = batch.mock.calls.filter(([[first]]) => first?.name.startsWith('outbox.take'));
    expect(looks.length).toBeLessThanOrEqual(4); // at the start, when it hears, when the row is due
  });
});
