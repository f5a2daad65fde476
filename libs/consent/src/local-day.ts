import { wallTime } from './quiet-hours.js';

/** The day on the calendar on the user's wall, as `2026-01-31`. */
export const localDay = (zone: string | undefined, at: Date): string =>
  new Date(wallTime(zone ?? 'UTC', at)).toISOString().slice(0, 10);
