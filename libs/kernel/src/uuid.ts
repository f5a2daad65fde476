import { hash, randomFillSync } from 'node:crypto';

/**
 * UUIDv7 (RFC 9562): 48 bits of milliseconds, then random bits. Ids of one process grow strictly: within one millisecond
 * the 12 bits after the version count up, so that rows written together lie together in their index.
 */
const POOL_BYTES = 4096;
const pool = Buffer.alloc(POOL_BYTES);
let poolOffset = POOL_BYTES;
let lastMs = 0;
let counter = 0;

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));
const hex = (byte: number): string => HEX[byte & 0xff] as string;

function randomByte(): number {
  if (poolOffset >= POOL_BYTES) {
    randomFillSync(pool);
    poolOffset = 0;
  }
  return pool[poolOffset++] as number;
}

function nextTick(now: number): void {
  if (now > lastMs) {
    lastMs = now;
    counter = ((randomByte() << 8) | randomByte()) & 0x07ff; // leaves half of the range to count up in
  } else if (++counter > 0x0fff) {
    lastMs += 1;
    counter = 0;
  }
}

let hexMs = -1;
let hexText = '';

/** Many are made within a millisecond. */
function timeHex(ms: number): string {
  if (ms === hexMs) return hexText;
  const text = ms.toString(16).padStart(12, '0');
  [hexMs, hexText] = [ms, `${text.slice(0, 8)}-${text.slice(8)}`];
  return hexText;
}

export function uuidv7(now: number = Date.now()): string {
  nextTick(now);
  const count = counter.toString(16).padStart(3, '0');
  const variant = hex(0x80 | (randomByte() & 0x3f)) + hex(randomByte());
  let tail = '';
  for (let i = 0; i < 6; i++) tail += hex(randomByte());
  return `${timeHex(lastMs)}-7${count}-${variant}-${tail}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Lower case only, as Postgres prints them: one id has one spelling. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** The UUID (version 8) of what has these names: the same names are the same id, whoever asks. */
export function uuidOf(...names: readonly string[]): string {
  const text = hash('sha256', names.join('\0'), 'hex');
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-8${text.slice(12, 15)}-8${text.slice(15, 18)}-${text.slice(18, 30)}`;
}

/** The milliseconds that a UUIDv7 carries. */
export const uuidv7Time = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

/** The smallest UUIDv7 of that millisecond: the bound of a time range over ids, of which none is from before 1970. */
export const uuidv7Floor = (ms: number): string => `${timeHex(Math.max(0, ms))}-7000-8000-000000000000`;
