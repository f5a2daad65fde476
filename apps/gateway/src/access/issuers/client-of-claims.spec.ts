import { SCOPES, SCOPES_OF } from '#libs/contracts';
import { clientOfClaims, issuerHash } from './client-of-claims.js';
import type { IssuerSettings } from './issuer-settings.js';

const settings: IssuerSettings = {
  issuer: 'https://id.example.com',
  audience: 'carillon',
  algorithms: ['RS256'],
  tenant: 'acme',
};
const hash = (tenant: string, text: string) => `hash-of-${tenant}-${text.length}`;
const client = (claims: object, over: Partial<IssuerSettings> = {}) =>
  clientOfClaims({ sub: 'ada@example.com', ...claims }, { ...settings, ...over }, hash);
const scopes = (claims: object, over: Partial<IssuerSettings> = {}) => {
  const found = client(claims, over);
  return typeof found === 'string' ? found : found.scopes;
};

describe('the client of a token', () => {
  it('is the application that asked for it, under the name of its issuer', () => {
    const at = issuerHash(settings.issuer);
    expect(client({ azp: 'shop', client_id: 'x' })).toMatchObject({ client_id: `${at}:shop`, tenant_id: 'acme' });
    expect(client({ client_id: 'https://shop.example.com/app' })).toMatchObject({
      client_id: `${at}:https://shop.example.com/app`,
    });
    expect(issuerHash('https://id.example.com/')).not.toBe(at);
  });

  it('never shows who the subject is', () => {
    for (const claims of [{}, { azp: 'shop' }, { azp: 'ada@example.com' }, { azp: 7 }, { azp: '' }]) {
      expect(JSON.stringify(client(claims))).not.toContain('ada');
    }
    expect(client({ sub: undefined })).toBe('no_client');
    expect(client({ sub: { a: 1 } })).toBe('no_client');
  });

  it('may what our own names in its scope say', () => {
    expect(scopes({ scope: 'users:read openid notifications:write' })).toEqual(['notifications:write', 'users:read']);
    expect(scopes({ scp: ['users:read', 7] }, { scope_claim: 'scp' })).toEqual(['users:read']);
    expect(scopes({ scope: 'admin constructor __proto__ toString' })).toEqual([]);
    expect(scopes({})).toEqual([]);
  });

  it('may what its roles mean here, and nothing else where meanings are given', () => {
    expect(scopes({ roles: ['viewer'] }, { roles_claim: 'roles' })).toHaveLength(SCOPES_OF.viewer.length);
    expect(scopes({ roles: ['boss'] }, { roles_claim: 'roles', roles: { boss: ['admin'] } })).toEqual(SCOPES);
    expect(scopes({ roles: ['admin'] }, { roles_claim: 'roles', roles: { boss: ['admin'] } })).toEqual([]);
    expect(scopes({ roles: ['toString', '__proto__'] }, { roles_claim: 'roles', roles: {} })).toEqual([]);
    // Where roles are asked for, a scope that the client chose itself does not count.
    expect(scopes({ scope: 'users:write', roles: [] }, { roles_claim: 'roles' })).toEqual([]);
  });

  it('finds claims by their whole name, or step by step', () => {
    const claims = { 'https://example.com/roles': ['viewer'], a: { b: { c: ['users:read'] } } };
    expect(scopes(claims, { scope_claim: 'a.b.c' })).toEqual(['users:read']);
    expect(scopes(claims, { scope_claim: 'a.b.c.d.e' })).toEqual([]);
    expect(scopes(claims, { scope_claim: 'a.constructor.name' })).toEqual([]);
    expect(scopes(claims, { roles_claim: 'https://example.com/roles' })).not.toEqual([]);
  });
});
