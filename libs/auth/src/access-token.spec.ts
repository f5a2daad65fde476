import fc from 'fast-check';
import { issueAccessToken, looksLikeAccessToken, verifyAccessToken } from './access-token.js';
import { issueUserToken, verifyUserToken } from './user-token.js';

const SECRET = 'a secret of the tests, long enough';
const grant = { tenant_id: 'acme', client_id: 'c1', key: 'v1.k.sealed', scopes: ['users:read', 'users:write'] };

describe('an access token', () => {
  it('grants what it was given for until it expires', () => {
    const now = Date.now();
    const token = issueAccessToken(SECRET, grant, 60, now);
    expect(looksLikeAccessToken(token)).toBe(true);
    expect(verifyAccessToken(SECRET, token, now)).toMatchObject(grant);
    expect(verifyAccessToken(SECRET, token, now + 60_000)).toBeNull();
    expect(verifyAccessToken('another secret', token, now)).toBeNull();
  });

  it('is never a user token, nor a user token one, even under the same secret', () => {
    const anyText = fc.string({ unit: 'grapheme', maxLength: 30 });
    fc.assert(
      fc.property(anyText, anyText, anyText, fc.array(anyText), (tenant_id, id, key, scopes) => {
        const access = issueAccessToken(SECRET, { tenant_id, client_id: id, key, scopes }, 60);
        const user = issueUserToken(SECRET, { tenant_id, user_id: id }, 60).token;
        expect(verifyUserToken(SECRET, access)).toBeNull();
        expect(verifyAccessToken(SECRET, user)).toBeNull();
        expect(looksLikeAccessToken(user)).toBe(false);
        expect(verifyUserToken(SECRET, user)).not.toBeNull();
      }),
    );
  });

  it('does not become the other by a change of header', () => {
    const [userHead] = issueUserToken(SECRET, { tenant_id: 'acme', user_id: 'u' }, 60).token.split('.');
    const [accessHead, ...rest] = issueAccessToken(SECRET, grant, 60).split('.');
    expect(userHead).not.toBe(accessHead);
    expect(verifyUserToken(SECRET, [userHead, ...rest].join('.'))).toBeNull();
  });

  it('has one spelling: whatever is changed in it, it is none any more', () => {
    const token = issueAccessToken(SECRET, grant, 60);
    const change = fc.tuple(fc.nat(token.length - 1), fc.constantFrom(...'ABab01-_.~+/='));
    fc.assert(
      fc.property(change, fc.constantFrom('put', 'insert', 'cut'), ([at, character], how) => {
        const put = how === 'cut' ? '' : character;
        const mangled = token.slice(0, at) + put + token.slice(how === 'insert' ? at : at + 1);
        fc.pre(mangled !== token);
        expect(verifyAccessToken(SECRET, mangled)).toBeNull();
      }),
      { numRuns: 1_000 },
    );
  });
});
