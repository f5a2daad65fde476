import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { readConfig } from '#libs/config';
import { tokenIssuers } from './issuer-settings.js';

const read = (text?: string) =>
  readConfig(z.object({ TOKEN_ISSUERS: tokenIssuers }), { TOKEN_ISSUERS: text }).TOKEN_ISSUERS;
const one = { issuer: 'https://id.example.com/', audience: 'carillon', tenant: 'acme' };
const json = (...over: object[]) => JSON.stringify(over.map((each) => ({ ...one, ...each })));

describe('the issuers of tokens', () => {
  it('are none, unless there are some', () => {
    expect(read()).toEqual([]);
    expect(read('[]')).toEqual([]);
  });

  it('come as JSON or in a file, with algorithms for public keys', () => {
    const usual = [{ ...one, algorithms: ['RS256', 'ES256', 'PS256', 'EdDSA'] }];
    expect(read(json({}))).toEqual(usual);
    const file = join(mkdtempSync(join(tmpdir(), 'issuers-')), 'issuers.json');
    writeFileSync(file, json({}));
    expect(read(file)).toEqual(usual);
  });

  it.each<[string, string, RegExp]>([
    ['a symmetric algorithm', json({ algorithms: ['RS256', 'HS256'] }), /TOKEN_ISSUERS: 0\.algorithms\.1/],
    ['no algorithm at all', json({ algorithms: ['none'] }), /0\.algorithms\.0/],
    ['an empty list of them', json({ algorithms: [] }), /0\.algorithms/],
    ['an address that anybody can answer', json({ issuer: 'http://id.example.com' }), /0\.issuer: must be an https/],
    ['keys over such a line', json({ jwks_uri: 'http://id.example.com/jwks' }), /0\.jwks_uri: must be an https/],
    ['an address that only begins like ours', json({ issuer: 'http://127.0.0.1.example.com' }), /0\.issuer/],
    ['no tenant', json({ tenant: undefined }), /0: must have either tenant or tenant_claim/],
    ['two ways to a tenant', json({ tenant_claim: 'org' }), /0: must have either/],
    ['no audience', json({ audience: undefined }), /0\.audience/],
    ['an unknown setting', json({ jwks: 'x' }), /0: .*jwks/],
    ['a role that there is not', json({ roles: { boss: ['root'] } }), /0\.roles\.boss\.0/],
    ['the same one twice', json({}, {}), /must not name an issuer and an audience twice/],
    ['broken JSON', '[{', /TOKEN_ISSUERS/],
    ['a file that is not there', '/no/such/file', /TOKEN_ISSUERS/],
  ])('are refused at boot with %s', (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('one issuer may be there for two audiences', () => {
    expect(read(json({}, { audience: 'another', tenant: 'other' }))).toHaveLength(2);
  });
});
