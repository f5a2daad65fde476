import { timingSafeEqual } from 'node:crypto';

/** In a time that does not tell where they differ. */
export const areSameBytes = (given: Buffer, expected: Buffer): boolean =>
  given.length === expected.length && timingSafeEqual(given, expected);
