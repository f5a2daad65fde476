import { generateKeyPairSync, verify } from 'node:crypto';
import { ProviderToken } from './provider-token.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const MINUTE = 60_000;

describe('what Apple is shown', () => {
  let now: number;
  const token = () => new ProviderToken(privateKey, 'KEY', 'TEAM', () => now);
  beforeEach(() => (now = 1_000_000_000));

  test('says who we are, signed with our key', () => {
    const [header = '', claims = '', signature = ''] = token().current().split('.');
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as object;
    expect(read(header)).toMatchObject({ alg: 'ES256', kid: 'KEY' });
    expect(read(claims)).toEqual({ iss: 'TEAM', iat: 1_000_000 });
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363' as const };
    expect(verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  test('stays the same for 50 minutes', () => {
    const one = token();
    const before = one.current();
    now += 49 * MINUTE;
    expect(one.current()).toBe(before);
    now += MINUTE;
    expect(one.current()).not.toBe(before);
  });

  test('is made anew when it was refused, and not more than once in 20 minutes', () => {
    const one = token();
    const before = one.current();
    now += 19 * MINUTE;
    one.refused();
    expect(one.current()).toBe(before);
    now += MINUTE;
    one.refused();
    expect(one.current()).not.toBe(before);
  });
});
