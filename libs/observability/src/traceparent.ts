/** W3C trace context, level 1: `00-<trace id>-<span id>-<flags>`, carried in HTTP headers and Kafka records. */
import { randomFillSync } from 'node:crypto';

const VALID = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?$/;

/** A pool, because asking the system for each id costs more than all else here. */
const pool = Buffer.alloc(6_144);
let used = pool.length;

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  const hex = pool.toString('hex', used - bytes, used);
  return /^0+$/.test(hex) ? randomHex(bytes) : hex;
}

export const newTrace = (): string => `00-${randomHex(16)}-${randomHex(8)}-01`;

/** A span below this one; a new trace if what came is none. */
export function continueTrace(traceparent: string | undefined): string {
  const match = traceparent === undefined ? null : VALID.exec(traceparent);
  return match ? `00-${match[1]}-${randomHex(8)}-${match[2]}` : newTrace();
}

export const childSpan = (traceparent: string): string => continueTrace(traceparent);

export const traceIdOf = (traceparent: string | undefined): string | undefined =>
  traceparent === undefined ? undefined : VALID.exec(traceparent)?.[1];
