import { binaryArray } from './binary-array.js';
import { scalarText } from './scalar-text.js';

/** What Bind takes: text, or bytes as they are. */
export type Encoded = string | Buffer | null;

const quote = (text: string): string =>
  text.includes('"') || text.includes('\\') ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`;

function element(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Buffer.isBuffer(value)) return `"\\\\x${value.toString('hex')}"`;
  if (Array.isArray(value)) return arrayLiteral(value);
  return quote(scalarText(value));
}

function arrayLiteral(values: readonly unknown[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i++) text += i === 0 ? element(values[i]) : `,${element(values[i])}`;
  return `${text}}`;
}

/**
 * A JavaScript value as Postgres reads it. An array is a Postgres array (a jsonb array must be given as JSON text); any
 * other object is JSON; a Date is an instant in UTC. Text cannot hold NUL: Postgres answers with a data error.
 * With the type of its elements an array goes as bytes.
 */
export function encodeValue(value: unknown, elementType?: string): Encoded {
  if (value === null || value === undefined) return null;
  if (Buffer.isBuffer(value)) return value;
  if (!Array.isArray(value)) return scalarText(value);
  return (elementType === undefined ? undefined : binaryArray(value, elementType)) ?? arrayLiteral(value);
}
