/**
 * Arrays as Postgres keeps them: reading the literal of one letter by letter took an eighth of all that it did, and quoting JSON into
 * one a good part of what the intake allocated. What does not fit (another type, a value in a form that only Postgres may judge) is
 * left to the literal.
 */
import { scalarText } from './scalar-text.js';
import type { Statement } from './statement.js';

/** Whose elements are all of one size. */
interface FixedType {
  readonly oid: number;
  readonly size: number;
  /** Answers whether it could: otherwise this array must go as text. */
  write(buffer: Buffer, value: unknown, at: number): boolean;
}

const HEADER_BYTES = 20;
const EMPTY_BYTES = 12;
const NULL_LENGTH = -1;

/** As `toISOString` writes it. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** Months are as long as that; of longer ones it must be seen whether they are. */
const ALWAYS_A_DAY = '28';
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);
const TWO_TO_32 = 2 ** 32;

const isWithin = (value: unknown, limit: number): value is number =>
  Number.isInteger(value) && (value as number) >= -limit && (value as number) < limit;

function millisecondsOf(value: unknown): number | undefined {
  if (value instanceof Date) return value.getTime();
  if (typeof value !== 'string' || !INSTANT.test(value)) return undefined;
  const ms = Date.parse(value);
  return value.slice(8, 10) <= ALWAYS_A_DAY || new Date(ms).toISOString() === value ? ms : undefined;
}

/** By their codes; -1 for what is no hexadecimal digit. */
const DIGITS = Int8Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(digit) ? -1 : digit;
});
const UUID_LENGTH = 36;
const DASH = '-'.charCodeAt(0);

function writeUuid(buffer: Buffer, value: unknown, at: number): boolean {
  if (typeof value !== 'string' || value.length !== UUID_LENGTH) return false;
  let wrong = 0;
  for (let i = 0, byte = at; i < UUID_LENGTH; i += 2) {
    if (i === 8 || i === 13 || i === 18 || i === 23) {
      if (value.charCodeAt(i) !== DASH) return false;
      i += 1;
    }
    const high = DIGITS[value.charCodeAt(i)] ?? -1;
    const low = DIGITS[value.charCodeAt(i + 1)] ?? -1;
    wrong |= high | low;
    buffer[byte++] = (high << 4) | low;
  }
  return wrong >= 0;
}

const FIXED: Readonly<Record<string, FixedType>> = {
  uuid: {
    oid: 2950,
    size: 16,
    write: writeUuid,
  },
  smallint: {
    oid: 21,
    size: 2,
    write(buffer, value, at) {
      if (!isWithin(value, 2 ** 15)) return false;
      buffer.writeInt16BE(value, at);
      return true;
    },
  },
  int: {
    oid: 23,
    size: 4,
    write(buffer, value, at) {
      if (!isWithin(value, 2 ** 31)) return false;
      buffer.writeInt32BE(value, at);
      return true;
    },
  },
  float8: {
    oid: 701,
    size: 8,
    write(buffer, value, at) {
      if (typeof value !== 'number') return false;
      buffer.writeDoubleBE(value, at);
      return true;
    },
  },
  timestamptz: {
    oid: 1184,
    size: 8,
    write(buffer, value, at) {
      const ms = millisecondsOf(value);
      const microseconds = ((ms ?? NaN) - POSTGRES_EPOCH_MS) * 1_000;
      if (!Number.isSafeInteger(microseconds)) return false;
      buffer.writeInt32BE(Math.floor(microseconds / TWO_TO_32), at);
      buffer.writeUInt32BE(microseconds - Math.floor(microseconds / TWO_TO_32) * TWO_TO_32, at + 4);
      return true;
    },
  },
};
const TEXTS: Readonly<Record<string, number>> = { text: 25, json: 114 };

const isNull = (value: unknown): value is null | undefined => value === null || value === undefined;

function begin(buffer: Buffer, oid: number, values: readonly unknown[]): void {
  buffer.writeInt32BE(1, 0); // dimensions
  buffer.writeInt32BE(values.some(isNull) ? 1 : 0, 4);
  buffer.writeInt32BE(oid, 8);
  buffer.writeInt32BE(values.length, 12);
  buffer.writeInt32BE(1, 16); // the first index
}

function empty(oid: number): Buffer {
  const buffer = Buffer.alloc(EMPTY_BYTES);
  buffer.writeInt32BE(oid, 8);
  return buffer;
}

function fixed(values: readonly unknown[], type: FixedType): Buffer | undefined {
  const { oid, size } = type;
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + values.length * (4 + size));
  begin(buffer, oid, values);
  let at = HEADER_BYTES;
  for (const value of values) {
    if (isNull(value)) {
      at = buffer.writeInt32BE(NULL_LENGTH, at);
      continue;
    }
    at = buffer.writeInt32BE(size, at);
    if (!type.write(buffer, value, at)) return undefined;
    at += size;
  }
  return buffer.subarray(0, at);
}

function texts(values: readonly unknown[], oid: number): Buffer | undefined {
  if (values.some((value) => Array.isArray(value) || Buffer.isBuffer(value))) return undefined;
  const written = values.map((value) => (isNull(value) ? undefined : scalarText(value)));
  let bytes = HEADER_BYTES;
  for (const text of written) bytes += 4 + (text === undefined ? 0 : Buffer.byteLength(text));
  const buffer = Buffer.allocUnsafe(bytes);
  begin(buffer, oid, values);
  let at = HEADER_BYTES;
  for (const text of written) {
    const length = text === undefined ? NULL_LENGTH : buffer.write(text, at + 4);
    buffer.writeInt32BE(length, at);
    at += 4 + Math.max(0, length);
  }
  return buffer;
}

/** Undefined where it has to go as text. */
export function binaryArray(values: readonly unknown[], type: string): Buffer | undefined {
  const textOid = TEXTS[type];
  const ofFixed = FIXED[type];
  const oid = textOid ?? ofFixed?.oid;
  if (oid === undefined) return undefined;
  if (values.length === 0) return empty(oid);
  return ofFixed ? fixed(values, ofFixed) : texts(values, oid);
}

const CAST = /\$(\d+)::([a-z0-9]+)(\[\])?/g;
type ElementTypes = readonly (string | undefined)[];

/** By the names of statements: there are few. */
const known = new Map<string, { readonly text: string; readonly types: ElementTypes }>();

/** By the casts of a statement: what the arrays among its parameters are of. */
export function arrayTypesOf({ name, text }: Statement): ElementTypes {
  const entry = known.get(name);
  if (entry?.text === text) return entry.types;
  const types = typesIn(text);
  known.set(name, { text, types });
  return types;
}

function typesIn(text: string): ElementTypes {
  const casts = Map.groupBy(text.matchAll(CAST), ([, parameter]) => Number(parameter));
  const found: (string | undefined)[] = [];
  for (const [parameter, all] of casts) {
    const names = new Set(all.map(([, , type, isArray]) => (isArray ? type : undefined)));
    if (names.size === 1) [found[parameter - 1]] = names;
  }
  return found;
}
