import type { Channel, QuietHours } from '#libs/contracts';

/** What makes a noise where the user is: the others lie there until somebody looks. */
export const RINGING: readonly Channel[] = ['email', 'sms', 'push', 'chat'];

const MINUTE = 60_000;
const DAY = 24 * 60;

/**
 * When the quiet hours that hold at this moment end; undefined outside them. Hours are those of the clock on the wall: where it
 * is put forward over the end, they end at that moment; where it is put back, the end is the first one still to come.
 */
export function quietUntil({ start, end }: QuietHours, zone: string, at: Date): Date | undefined {
  const [from, to] = [minutesOf(start), minutesOf(end)];
  const wall = wallTime(zone, at);
  const now = Math.floor((wall % (DAY * MINUTE)) / MINUTE);
  if (!(from < to ? now >= from && now < to : now >= from || now < to)) return undefined;
  const midnight = wall - (wall % (DAY * MINUTE));
  const endsTomorrow = now >= to;
  return firstInstant(zone, midnight + (endsTomorrow ? DAY * MINUTE : 0) + to * MINUTE, at);
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** The first moment after `at` at which the wall shows this time or a later one. */
function firstInstant(zone: string, wall: number, at: Date): Date {
  const offsets = [offsetAt(zone, wall - 26 * 60 * MINUTE), offsetAt(zone, wall + 26 * 60 * MINUTE)];
  const candidates = [...new Set(offsets)].map((offset) => wall - offset).sort((a, b) => a - b);
  const shown = candidates.find((instant) => instant > at.getTime() && wallTime(zone, new Date(instant)) === wall);
  return new Date(shown ?? changeAround(zone, Math.min(...candidates) - MINUTE, Math.max(...candidates) + MINUTE));
}

/** The moment in between at which the clock is changed, to the minute. */
function changeAround(zone: string, early: number, late: number): number {
  let [low, high] = [Math.floor(early / MINUTE), Math.ceil(late / MINUTE)];
  const before = offsetAt(zone, low * MINUTE);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, middle * MINUTE) === before) low = middle;
    else high = middle;
  }
  return high * MINUTE;
}

const offsetAt = (zone: string, instant: number): number => wallTime(zone, new Date(instant)) - instant;

/** What the wall shows, counted as if it were UTC; to the second, as zones are. */
export function wallTime(zone: string, at: Date): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const milliseconds = ((at.getTime() % 1000) + 1000) % 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one takes a hundred times as long as using it; there are some hundred zones. */
function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    const numeric = 'numeric' as const;
    const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', calendar: 'gregory', ...fields });
    formats.set(zone, format);
  }
  return format;
}
