import fc from 'fast-check';
import { quietUntil } from './quiet-hours.js';

const until = (start: string, end: string, zone: string, at: string) =>
  quietUntil({ start, end }, zone, new Date(at))?.toISOString();

/** The moment at which clocks are changed, by zone: an hour, half an hour, two hours; forward and back. */
const CHANGES: readonly (readonly [string, string])[] = [
  ['Europe/Vienna', '2026-03-29T01:00:00Z'],
  ['Europe/Vienna', '2026-10-25T01:00:00Z'],
  ['America/New_York', '2026-03-08T07:00:00Z'],
  ['America/New_York', '2026-11-01T06:00:00Z'],
  ['America/St_Johns', '2026-11-01T04:30:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
  ['Pacific/Chatham', '2026-04-04T14:00:00Z'],
  ['Pacific/Chatham', '2026-09-26T14:00:00Z'],
  ['Antarctica/Troll', '2026-03-29T01:00:00Z'],
  ['Antarctica/Troll', '2026-10-25T01:00:00Z'],
];

describe('quiet hours', () => {
  it('hold within a day', () => {
    expect(until('13:00', '14:30', 'UTC', '2026-06-01T13:10:00Z')).toBe('2026-06-01T14:30:00.000Z');
    expect(until('13:00', '14:30', 'UTC', '2026-06-01T14:30:00Z')).toBeUndefined();
    expect(until('13:00', '14:30', 'UTC', '2026-06-01T12:59:59Z')).toBeUndefined();
  });

  it('hold over midnight, in the time of the user', () => {
    expect(until('22:00', '07:00', 'Europe/Vienna', '2026-06-01T20:30:00Z')).toBe('2026-06-02T05:00:00.000Z');
    expect(until('22:00', '07:00', 'Europe/Vienna', '2026-06-02T04:59:00Z')).toBe('2026-06-02T05:00:00.000Z');
    expect(until('22:00', '07:00', 'America/New_York', '2026-06-01T20:30:00Z')).toBeUndefined();
    expect(until('22:00', '07:00', 'Asia/Kathmandu', '2026-06-01T16:30:00Z')).toBe('2026-06-02T01:15:00.000Z');
  });

  it('end by the wall when the night is shorter or longer', () => {
    // Vienna, 29 March 2026: 02:00 becomes 03:00.
    expect(until('22:00', '07:00', 'Europe/Vienna', '2026-03-28T22:00:00Z')).toBe('2026-03-29T05:00:00.000Z');
    // 25 October 2026: 03:00 becomes 02:00.
    expect(until('22:00', '07:00', 'Europe/Vienna', '2026-10-24T22:00:00Z')).toBe('2026-10-25T06:00:00.000Z');
  });

  it('end when the clock jumps over their end', () => {
    expect(until('22:00', '02:30', 'Europe/Vienna', '2026-03-28T22:00:00Z')).toBe('2026-03-29T01:00:00.000Z');
  });

  it('end at the next time the wall shows it, where it shows it twice', () => {
    expect(until('22:00', '02:30', 'Europe/Vienna', '2026-10-24T22:00:00Z')).toBe('2026-10-25T00:30:00.000Z');
    // 02:10 for the second time
    expect(until('22:00', '02:30', 'Europe/Vienna', '2026-10-25T01:10:00Z')).toBe('2026-10-25T01:30:00.000Z');
  });

  it('go on where the clock jumps over all the time between their end and their start', () => {
    // Open from 02:30 to 03:00 alone, which that night does not have.
    expect(until('03:00', '02:30', 'Europe/Vienna', '2026-03-28T22:00:00Z')).toBe('2026-03-30T00:30:00.000Z');
  });

  it('know zones of half an hour, and clocks that are put forward by half an hour', () => {
    expect(until('22:00', '07:00', 'Asia/Kolkata', '2026-06-01T20:00:00Z')).toBe('2026-06-02T01:30:00.000Z');
    // Lord Howe, 4 October 2026: 02:00 becomes 02:30.
    expect(until('22:00', '02:15', 'Australia/Lord_Howe', '2026-10-03T12:00:00Z')).toBe('2026-10-03T15:30:00.000Z');
  });

  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45, 59))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
  /** Around the nights in which clocks are changed, and anywhere. */
  const moments = fc.oneof(
    fc
      .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -30 * 3_600_000, max: 30 * 3_600_000 }))
      .map(([[zone, change], off]) => ({ zone, at: new Date(Date.parse(change) + off) })),
    fc.record({
      zone: fc.constantFrom(
        'UTC',
        'Asia/Kathmandu',
        'Pacific/Apia',
        'Pacific/Kiritimati',
        ...CHANGES.map(([zone]) => zone),
      ),
      at: fc.date({ min: new Date('2024-01-01'), max: new Date('2028-01-01'), noInvalidDate: true }),
    }),
  );

  it('end when somebody who looks at the clock every minute sees them end', () => {
    fc.assert(
      fc.property(time, time, moments, (start, end, { zone, at }) => {
        fc.pre(start !== end);
        expect(quietUntil({ start, end }, zone, at)?.toISOString()).toBe(
          seenToEnd(start, end, zone, at)?.toISOString(),
        );
      }),
      { numRuns: 500 },
    );
  });
});

const MINUTE = 60_000;
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockAt(zone: string, time: number): string {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    clocks.set(zone, clock);
  }
  return clock.format(time);
}

/** By nothing but the text on the clock. */
function seenToEnd(start: string, end: string, zone: string, at: Date): Date | undefined {
  const isQuiet = (time: number) => {
    const shown = clockAt(zone, time);
    return start < end ? shown >= start && shown < end : shown >= start || shown < end;
  };
  let time = at.getTime();
  if (!isQuiet(time)) return undefined;
  for (time -= time % MINUTE; isQuiet(time);) time += MINUTE;
  return new Date(time);
}
