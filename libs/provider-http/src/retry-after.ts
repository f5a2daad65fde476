/** More than a day is a mistake of theirs or a trap. */
const LONGEST_MS = 86_400_000;

/** `Retry-After` in either form, as milliseconds from now; undefined where there is none or it is not understood. */
export function retryAfterMs(value: unknown, now = Date.now()): number | undefined {
  const text = String(Array.isArray(value) ? value[0] : (value ?? '')).trim();
  if (!text) return undefined;
  // Date.parse takes "-5" for a year; an HTTP date begins with its weekday.
  const wait = /^[A-Z]/i.test(text) ? Date.parse(text) - now : /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : NaN;
  return Number.isFinite(wait) ? Math.min(Math.max(Math.ceil(wait), 0), LONGEST_MS) : undefined;
}
