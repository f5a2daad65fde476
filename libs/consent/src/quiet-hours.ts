import type { Channel, QuietHours } from '#libs/contracts';

/** What makes a noise where the user is: the others lie there until somebody looks. */
export const RINGING: readonly Channel[] = ['email', 'sms', 'push', 'chat'];

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * When the quiet hours that hold at this moment end; undefined outside them. Hours are those of the clock on the wall, from minute
 * to minute: put forward over their end, they end at that moment; put back over it, they end at the first one still to come.
 */
export function quietUntil(hours: QuietHours, zone: string, at: Date): Date | undefined {
  const wall = wallTime(zone, at);
  if (!areQuiet(hours, wall)) return undefined;
  const midnight = wall - (wall % DAY);
  const end = midnight + minutesOf(hours.end) * MINUTE;
  const ends = at.getTime() + (end > wall ? end : end + DAY) - wall;
  if (offsetAt(zone, ends) === wall - at.getTime()) return new Date(ends);
  // The clock is changed before: what it shows from then on decides.
  const change = new Date(changeBetween(zone, at.getTime(), ends));
  return quietUntil(hours, zone, change) ?? change;
}

function areQuiet({ start, end }: QuietHours, wall: number): boolean {
  const [from, to] = [minutesOf(start), minutesOf(end)];
  const now = Math.floor((wall % DAY) / MINUTE);
  return from < to ? now >= from && now < to : now >= from || now < to;
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** The moment in between at which the clock is changed, to the minute. */
function changeBetween(zone: string, early: number, late: number): number {
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
