import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { metrics } from '#libs/observability';
import { until } from '#libs/testing';
import type { Sheet } from './counters.js';
import { StandbyHere } from './standby-here.js';
import { shareStandby, ThreadStandby } from './thread-standby.js';

const sheet: Sheet = {
  counters: [{ key: 'k', name: 'client', label: 'client', limit: 10, windowMs: 60_000, slides: true }],
  runs: [{ items: 3, counters: [0] }],
};

describe('the standby of a process', () => {
  let lines: string[];
  let here: StandbyHere;
  let there: ThreadStandby;
  let ports: MessagePort[];
  beforeEach(() => {
    lines = [];
    const log = { warn: (_: object, line: string) => lines.push(line), info: (line: string) => lines.push(line) };
    here = new StandbyHere(() => 1_700_000_000_000, log);
    const { port1, port2 } = new MessageChannel();
    ports = [port1, port2];
    shareStandby(here, port1);
    there = new ThreadStandby(port2, 'other thread');
  });
  afterEach(() => ports.forEach((port) => port.close()));

  it('admits what a limit says once, whichever thread asks', async () => {
    const asked = Array.from({ length: 6 }, (_, i) => (i % 2 === 0 ? here : there).take([sheet]));
    const outcomes = (await Promise.all(asked)).map(([outcome]) => outcome?.runs[0]?.admitted ?? 0);
    expect(outcomes.reduce((sum, admitted) => sum + admitted, 0)).toBe(10);
  });

  it('answers each call with its own outcome', async () => {
    const sheets = [1, 2, 3].map((items) => ({ ...sheet, runs: [{ items, counters: [0] }] }));
    const outcomes = await Promise.all(sheets.map((one) => there.take([one])));
    expect(outcomes.map(([outcome]) => outcome?.runs)).toEqual([
      [{ admitted: 1 }],
      [{ admitted: 2 }],
      [{ admitted: 3 }],
    ]);
  });

  it('tells once that Redis is away, and begins anew when the last connection of all threads has it again', async () => {
    here.begins('normal', 'gone');
    there.begins('normal', 'gone');
    await there.take([sheet]);
    here.ends('normal');
    const [outcome] = await there.take([{ ...sheet, runs: [] }]);
    expect([lines.length, outcome?.standings[0]?.left]).toEqual([1, 7]);
    there.ends('normal');
    await until(() => lines.length === 2);
    const [after] = await here.take([{ ...sheet, runs: [] }]);
    expect(after?.standings[0]?.left).toBe(10);
    expect((await metrics.limiterIsLocal.get()).values[0]?.value).toBe(0);
  });
});
