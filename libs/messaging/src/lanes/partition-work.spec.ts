import { silentLog } from '../log.js';
import type { ConsumedRecord, LaneBatch } from '../record.js';
import { PartitionWork } from './partition-work.js';

const record = (offset: number): ConsumedRecord => ({
  topic: 't',
  partition: 0,
  offset: String(offset),
  key: null,
  value: '',
  bytes: Buffer.alloc(0),
  headers: {},
  timestamp: 1000 + offset,
});

const workWith = (handle: (batch: LaneBatch) => void | Promise<void>, before?: Map<number, number>) => {
  const promised = (batch: LaneBatch): Promise<void> => new Promise((resolve) => resolve(handle(batch)));
  const settings = { topic: 't', partition: 0, window: 3, retryMs: 1, log: silentLog, onProgress: () => {} };
  return new PartitionWork({ ...settings, handle: promised }, before);
};

describe('the work of a partition', () => {
  it('commits only up to the first record that is not done', () => {
    const work = workWith((batch) => {
      batch.done(batch.records[0] as ConsumedRecord);
      batch.done(batch.records[2] as ConsumedRecord);
      return new Promise(() => {});
    });
    work.accept([record(5), record(6), record(7)]);
    expect(work.committable).toBe(6);
    expect(work.outstanding).toBe(1);
  });

  it('hands records that were left undone out again, and only those', async () => {
    const seen: string[][] = [];
    const work = workWith((batch) => {
      seen.push(batch.records.map((r) => r.offset));
      batch.done(batch.records[0] as ConsumedRecord);
      if (seen.length === 1) throw new Error('after the first');
    });
    work.accept([record(1), record(2), record(3)]);
    await work.settled(1000);
    expect(seen).toEqual([['1', '2', '3'], ['2', '3'], ['3']]);
    expect(work.committable).toBe(4);
  });

  it('has no room while too many records are under way', async () => {
    let finish = (): void => {};
    const work = workWith((batch) => new Promise((resolve) => (finish = () => (batch.allDone(), resolve()))));
    work.accept([record(1), record(2), record(3)]);
    expect(work.hasRoom).toBe(false);
    const room = work.room(60_000);
    finish();
    await room;
    expect(work.hasRoom).toBe(true);
  });

  it('ends without the records that are not done, and tells what is', async () => {
    const work = workWith(async (batch) => {
      batch.done(batch.records[1] as ConsumedRecord);
      await new Promise<void>((resolve) => batch.signal.addEventListener('abort', () => resolve()));
    });
    work.accept([record(1), record(2)]);
    work.end();
    await expect(work.settled(60_000)).resolves.toEqual(new Map([[2, 1002]]));
  });

  it('does not hand out what was done before, but commits it', async () => {
    const seen: string[] = [];
    const work = workWith(
      (batch) => {
        seen.push(...batch.records.map((r) => r.offset));
        batch.allDone();
      },
      new Map([
        [2, 1002],
        [3, 9999],
      ]),
    );
    work.accept([record(1), record(2), record(3)]);
    await work.settled(1000);
    expect(seen).toEqual(['1', '3']);
    expect(work.committable).toBe(4);
  });
});
