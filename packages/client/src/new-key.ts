/** An idempotency key that nobody else has; also where `crypto.randomUUID` is not, as on a page without TLS. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
