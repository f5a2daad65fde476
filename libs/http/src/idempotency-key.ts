import { Problem } from './problem.js';

const MAX_LENGTH = 255;

const refuse = (detail: string): Problem =>
  new Problem(400, 'invalid_idempotency_key', 'Invalid Idempotency-Key', { detail });

/**
 * The key of an Idempotency-Key header (IETF draft 07: a structured-field string) or of the body's own field: bare or
 * quoted, 255 visible characters at most.
 */
export function idempotencyKey(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header !== 'string') throw refuse('Idempotency-Key may be given once');
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(header);
  const key = quoted ? (quoted[1] as string).replace(/\\(["\\])/g, '$1') : header;
  if (key.length === 0 || key.length > MAX_LENGTH)
    throw refuse(`Idempotency-Key must have 1 to ${MAX_LENGTH} characters`);
  if (!/^[\x20-\x7e]+$/.test(key)) throw refuse('Idempotency-Key must be visible ASCII');
  return key;
}
