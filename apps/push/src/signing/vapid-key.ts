import { createECDH, createPrivateKey, type KeyObject } from 'node:crypto';

/** As all tools write it: 32 bytes in base64url. undefined: it is no such key. */
export function vapidPrivateKey(text: string): KeyObject | undefined {
  const d = Buffer.from(text, 'base64url');
  if (d.length !== 32) return undefined;
  try {
    const pair = createECDH('prime256v1');
    pair.setPrivateKey(d);
    const point = pair.getPublicKey();
    const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
    return createPrivateKey({
      key: { kty: 'EC', crv: 'P-256', x, y, d: d.toString('base64url') },
      format: 'jwk',
    });
  } catch {
    return undefined;
  }
}
