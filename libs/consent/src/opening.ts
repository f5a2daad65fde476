import { createHash } from 'node:crypto';

const MINUTE = 60_000;
const SPREAD_MINUTES = 10;

/**
 * When a user's turn comes after quiet hours end: many end at the same moment, and what was held goes out over the minutes
 * that follow. By whole minutes, so that those of one minute share a row; by the user, so that theirs come together.
 */
export function afterOpening(until: Date, userId: string, timeFactor: number): Date {
  const turn = createHash('sha256').update(userId).digest().readUInt32BE(0) % SPREAD_MINUTES;
  return new Date(until.getTime() + turn * MINUTE * timeFactor);
}
