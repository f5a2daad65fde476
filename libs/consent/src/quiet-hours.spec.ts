import fc from 'fast-check';
import { quietUntil } from './quiet-hours.js';

const until = (start: string, end: string, zone: string, at: string) =>
  quietUntil({ start, end }, zone, new Date(at))?.toISOString();

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

  const zones = fc.constantFrom('UTC', 'Europe/Vienna', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia');
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
  const at = fc.date({ min: new Date('2024-01-01'), max: new Date('2028-01-01'), noInvalidDate: true });

  it('always end later than now, within a day and an hour, and are over then', () => {
    fc.assert(
      fc.property(time, time, zones, at, (start, end, zone, now) => {
        fc.pre(start !== end);
        const opening = quietUntil({ start, end }, zone, now);
        if (!opening) return;
        expect(opening.getTime()).toBeGreaterThan(now.getTime());
        expect(opening.getTime() - now.getTime()).toBeLessThanOrEqual(25 * 3_600_000);
        expect(quietUntil({ start, end }, zone, opening)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});
