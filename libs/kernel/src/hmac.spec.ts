import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { HmacSha256 } from './hmac.js';

describe('HMAC-SHA256', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 500 }),
    fc.nat({ max: 6_000 }).map((length) => 'ü'.repeat(length)),
  );

  it('is the one that OpenSSL makes, however long key and text are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(text, { minLength: 1, maxLength: 3 }), (bytes, texts) => {
        const key = Buffer.from(bytes);
        const hmac = new HmacSha256(key);
        for (const one of texts)
          expect(hmac.of(one, 'base64url')).toBe(createHmac('sha256', key).update(one).digest('base64url'));
      }),
    );
  });
});
