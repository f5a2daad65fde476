import { createHmac } from 'node:crypto';
import { issueUserToken, openUserToken, verifyUserToken } from './user-token.js';

const SECRET = 'a secret of the tests, long enough';
const user = { tenant_id: 'acme', user_id: 'user-456' };

const forged = (header: object, claims: object, secret: string): string => {
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};

describe('a user token', () => {
  it('speaks for its user until it expires', () => {
    const now = Date.now();
    const { token, expires_at } = issueUserToken(SECRET, user, 60, now);
    expect(verifyUserToken(SECRET, token, now)).toEqual(user);
    expect(openUserToken(SECRET, token, now)).toEqual({ user, expiresAt: Date.parse(expires_at) });
    expect(verifyUserToken(SECRET, token, Date.parse(expires_at))).toBeNull();
  });

  it('is refused under another secret, cut or changed', () => {
    const { token } = issueUserToken(SECRET, user, 60);
    const [header, , mac] = token.split('.');
    const other = issueUserToken(SECRET, { ...user, user_id: 'user-457' }, 60).token.split('.')[1];
    expect(verifyUserToken('another secret', token)).toBeNull();
    expect(verifyUserToken(SECRET, `${header}.${other}.${mac}`)).toBeNull();
    expect(verifyUserToken(SECRET, token.slice(0, -3))).toBeNull();
    expect(verifyUserToken(SECRET, `${token}.x`)).toBeNull();
    expect(verifyUserToken(SECRET, '..')).toBeNull();
  });

  it('is refused with another algorithm, even under the right secret', () => {
    const claims = { aud: 'carillon:user', tenant: 'acme', sub: 'user-456', exp: Date.now() / 1000 + 60 };
    expect(verifyUserToken(SECRET, forged({ alg: 'none', typ: 'JWT' }, claims, SECRET))).toBeNull();
    expect(verifyUserToken(SECRET, forged({ alg: 'HS256', typ: 'JWT' }, { ...claims, aud: 'x' }, SECRET))).toBeNull();
    expect(verifyUserToken(SECRET, forged({ alg: 'HS256', typ: 'JWT' }, claims, SECRET))).toEqual(user);
  });
});
