/** How far a signed time may lie from ours. SendGrid and Vonage name no tolerance of their own. */
const TOLERANCE_S = 300;

/** In seconds, as it stands in what was signed. */
export const isRecent = (seconds: string, now: number): boolean =>
  /^\d{1,12}$/.test(seconds) && Math.abs(now / 1000 - Number(seconds)) <= TOLERANCE_S;
