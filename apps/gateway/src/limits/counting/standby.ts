import type { Counters } from './counters.js';

/** Counts while Redis is away, once for all threads of this process. */
export interface Standby extends Counters {
  /** A connection has lost Redis. */
  begins(connection: string, why: string): void;
  /** It has it again. */
  ends(connection: string): void;
}
