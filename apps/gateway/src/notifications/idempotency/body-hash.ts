import { createHash } from 'node:crypto';

/**
 * What makes a request the same one again: its fields as they were written, wherever the key itself came from (header or
 * body). White space does not count.
 */
export function bodyHash(body: object): string {
  const text = JSON.stringify('idempotency_key' in body ? { ...body, idempotency_key: undefined } : body);
  return createHash('sha256').update(text).digest('base64url');
}
