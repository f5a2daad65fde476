/** Tokens of an issuer outside: a real OpenID provider, with a clock of our own where time must pass. */
import { createHmac, createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { exportSPKI, generateKeyPair, exportJWK, importJWK, type CryptoKey } from 'jose';
import { fetchKeys } from '../../../apps/gateway/src/access/issuers/fetch-keys.js';
import { Issuers } from '../../../apps/gateway/src/access/issuers/issuers.js';
import type { IssuerSettings } from '../../../apps/gateway/src/access/issuers/issuer-settings.js';
import { RunningIssuer } from './running-issuer.js';

const MINUTE = 60_000;
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('tokens of an issuer', () => {
  let issuer: RunningIssuer;
  let passed = 0;
  const errors: unknown[] = [];
  const now = () => Date.now() + passed;
  const issuers = (over: Partial<IssuerSettings> = {}) =>
    new Issuers([issuer.settings(over)], {
      fetchKeys,
      isTenant: (tenant) => Promise.resolve(tenant === 'acme'),
      keyedHash: (tenant, text) => createHmac('sha256', tenant).update(text).digest('base64url'),
      onError: (error) => errors.push(error),
      now,
    });
  beforeEach(async () => {
    issuer = await RunningIssuer.begin();
    passed = 0;
  });
  afterEach(() => issuer.leave());

  it('are admitted with what they grant, by what the issuer publishes of itself', async () => {
    const all = issuers();
    const token = await issuer.token();
    expect(await all.authenticate(token)).toMatchObject({
      client_id: expect.stringMatching(/^[0-9a-f]{12}:shop$/) as string,
      tenant_id: 'acme',
      scopes: ['notifications:read', 'notifications:write'],
    });
    // The second time without a promise, and without a look at the issuer.
    expect(all.authenticate(token)).toMatchObject({ tenant_id: 'acme' });
    expect(issuer.asked).toBe(1);
  });

  it('of a key that came after the start are admitted without a restart', async () => {
    const all = issuers();
    await all.authenticate(await issuer.token());
    await issuer.rotate();
    passed += 11_000;
    expect(await all.authenticate(await issuer.token())).toMatchObject({ tenant_id: 'acme' });
    expect(issuer.asked).toBe(2);
  });

  it('of a key that the issuer has withdrawn are refused after the next look', async () => {
    const all = issuers();
    const old = await issuer.sign({ exp: Math.floor(Date.now() / 1000) + 3_600 });
    expect(await all.authenticate(old)).toMatchObject({ tenant_id: 'acme' });
    await issuer.rotate({ withdraw: true });
    passed += 10 * MINUTE;
    expect(await all.authenticate(old)).toBe('unknown_signing_key');
  });

  it('that name keys which are none cannot make us flood the issuer', async () => {
    const all = issuers();
    const unknown = Array.from({ length: 200 }, (_, i) => issuer.sign({}, { kid: `no-key-${i}` }));
    for (const token of await Promise.all(unknown)) expect(await all.authenticate(token)).toBe('unknown_signing_key');
    expect(issuer.asked).toBe(1);
    passed += 11_000;
    for (const token of await Promise.all(unknown)) expect(await all.authenticate(token)).toBe('unknown_signing_key');
    expect(issuer.asked).toBe(2);
  });

  it('are checked with the keys that we have while the issuer is away, however long', async () => {
    const all = issuers();
    const lasting = { exp: Math.floor(Date.now() / 1000) + 86_400 };
    await all.authenticate(await issuer.token());
    const another = await issuer.sign({ ...lasting, jti: 'another' });
    const later = await issuer.sign({ ...lasting, jti: 'later' });
    await issuer.leave();
    expect(await all.authenticate(another)).toMatchObject({ tenant_id: 'acme' });
    passed += 60 * MINUTE;
    expect(await all.authenticate(later)).toMatchObject({ tenant_id: 'acme' });
    expect(errors.length).toBeGreaterThan(0);
  });

  it('cannot be judged while the issuer has never been reached: a 503, and good again when it is there', async () => {
    const all = issuers();
    const token = await issuer.token();
    await issuer.leave();
    await expect(all.authenticate(token)).rejects.toMatchObject({ status: 503, retryable: true });
    await issuer.comeBack();
    passed += 2_001;
    expect(await all.authenticate(token)).toMatchObject({ tenant_id: 'acme' });
  });

  it('are forgotten when they expire, and in any case after a minute', async () => {
    const all = issuers();
    const soon = await issuer.sign({ exp: Math.floor(Date.now() / 1000) + 30 });
    expect(await all.authenticate(soon)).toMatchObject({ tenant_id: 'acme' });
    passed += 41_000;
    expect(await all.authenticate(soon)).toBe('expired');
    const long = await issuer.sign();
    await all.authenticate(long);
    passed += 61_000;
    expect(all.authenticate(long)).toBeInstanceOf(Promise);
  });

  it('speak for the tenant and the roles that their claims name', async () => {
    const all = issuers({
      tenant: undefined,
      tenant_claim: 'https://example.com/tenant',
      roles_claim: 'realm_access.roles',
      roles: { 'notify-viewer': ['viewer'] },
    });
    const claims = { 'https://example.com/tenant': 'acme', realm_access: { roles: ['notify-viewer', 'admin', 7] } };
    const client = await all.authenticate(await issuer.sign(claims));
    expect(client).toMatchObject({ tenant_id: 'acme', scopes: expect.arrayContaining(['users:read']) as string[] });
    expect(client).not.toMatchObject({ scopes: expect.arrayContaining(['notifications:write']) as string[] });
    for (const tenant of ['unheard_of', '', 'a b', 7, undefined, { a: 1 }]) {
      const token = await issuer.sign({ 'https://example.com/tenant': tenant });
      expect(await all.authenticate(token)).toBe('unknown_tenant');
    }
  });

  describe('that are not what they seem', () => {
    let all: Issuers;
    let strange: CryptoKey;
    let publicPem: string;
    beforeEach(async () => {
      all = issuers();
      strange = (await generateKeyPair('RS256', { extractable: true })).privateKey;
      const { n, e, kty } = issuer.key.jwk as Record<string, string>;
      publicPem = await exportSPKI((await importJWK({ n, e, kty }, 'RS256', { extractable: true })) as CryptoKey);
      expect(await all.authenticate(await issuer.sign())).toMatchObject({ tenant_id: 'acme' });
    });

    const now_s = Math.floor(Date.now() / 1000);
    const hmac = (header: object, secret: string | Buffer) => {
      const claims = { iss: issuer.url, aud: 'https://api.example.com', sub: 's', exp: now_s + 300 };
      const signed = `${base64url(header)}.${base64url(claims)}`;
      return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
    };

    it.each<[string, () => Promise<string> | string, string]>([
      ['signed by another key', () => issuer.sign({}, {}, strange), 'bad_signature'],
      ['for another audience', () => issuer.sign({ aud: 'https://other.example.com' }), 'wrong_audience'],
      ['for nobody', () => issuer.sign({ aud: undefined }), 'wrong_audience'],
      ['of another issuer', () => issuer.sign({ iss: 'https://evil.example.com' }), 'unknown_issuer'],
      ['of no issuer', () => issuer.sign({ iss: undefined }), 'unknown_issuer'],
      ['expired', () => issuer.sign({ exp: now_s - 60 }), 'expired'],
      ['not yet valid', () => issuer.sign({ nbf: now_s + 60 }), 'not_yet_valid'],
      ['without an end', () => issuer.sign({ exp: undefined }), 'no_expiry'],
      ['with an end that is no time', () => issuer.sign({ exp: 'never' as never }), 'malformed'],
      ['of nobody', () => issuer.sign({ sub: undefined }), 'no_client'],
      ['bound to a key of their holder', () => issuer.sign({ cnf: { jkt: 'x' } }), 'wrong_type'],
      ['of another type', () => issuer.sign({}, { typ: 'logout+jwt' }), 'wrong_type'],
      [
        'by an algorithm that is not pinned',
        () => issuer.sign({}, { alg: 'PS256' }, strange).catch(() => rsa('RS512')),
        'wrong_algorithm',
      ],
      [
        'with a critical header that we do not know',
        () => issuer.sign({}, { crit: ['x'], x: 1 }).catch(() => unknownCritical()),
        'malformed',
      ],
    ])('%s', async (_, make, reason) => {
      expect(await all.authenticate(await make())).toBe(reason);
    });

    const withHeader = async (header: object) => {
      const [, claims, signature] = (await issuer.sign()).split('.');
      return `${base64url(header)}.${claims}.${signature}`;
    };
    const rsa = (alg: string) => withHeader({ alg, kid: issuer.key.kid });
    const unknownCritical = () => withHeader({ alg: 'RS256', kid: issuer.key.kid, crit: ['x'], x: 1 });

    it('without a signature (alg none, in every spelling)', async () => {
      const [, claims] = (await issuer.sign()).split('.');
      for (const alg of ['none', 'None', 'NONE', 'nOnE', '', null, undefined, ['none']]) {
        const verdict = await all.authenticate(`${base64url({ alg, typ: 'JWT' })}.${claims}.`);
        expect(['wrong_algorithm', 'malformed']).toContain(verdict);
      }
    });

    it("with the issuer's public key for a secret", async () => {
      const der = createPublicKey(publicPem).export({ type: 'spki', format: 'der' });
      for (const secret of [publicPem, publicPem.trim(), der, JSON.stringify(issuer.key.jwk)]) {
        for (const kid of [issuer.key.kid, undefined]) {
          expect(await all.authenticate(hmac({ alg: 'HS256', typ: 'JWT', kid }, secret))).toBe('wrong_algorithm');
        }
      }
      // Not even where HS256 could be pinned by mistake: a set of public keys holds no secret.
      const careless = issuers({ algorithms: ['HS256' as never] });
      expect(await careless.authenticate(hmac({ alg: 'HS256', kid: issuer.key.kid }, publicPem))).toBe('malformed');
    });

    it('with a key that they bring themselves, or say where to fetch', async () => {
      const { server, asked } = { server: await RunningIssuer.begin(), asked: () => server.asked };
      const { n, e, kty } = await exportJWK(strange);
      for (const header of [
        { jwk: { n, e, kty } as never },
        { jku: `${server.url}/jwks` },
        { x5u: `${server.url}/jwks` },
        { x5c: ['MIIB'] },
      ]) {
        expect(await all.authenticate(await issuer.sign({}, header, strange))).toBe('bad_signature');
        expect(await all.authenticate(await issuer.sign({}, { ...header, kid: 'theirs' }, strange))).toBe(
          'unknown_signing_key',
        );
      }
      expect(await all.authenticate(await server.sign())).toBe('unknown_issuer');
      expect(asked()).toBe(0);
      await server.leave();
    });

    it('with a kid that means something to a file system or a database', async () => {
      for (const kid of [
        '../../../dev/null',
        "' or 1=1 --",
        '/proc/self/environ',
        '__proto__',
        'x'.repeat(4_000),
        'a\u0000b',
      ]) {
        expect(await all.authenticate(await issuer.sign({}, { kid }))).toBe('unknown_signing_key');
      }
      for (const kid of [7, null, {}, ['key-1']])
        expect(typeof (await all.authenticate(await issuer.sign({}, { kid: kid as never })))).toBe('string');
    });

    it('and whatever else is made of a good one', async () => {
      const good = await issuer.sign();
      const mangled = fc.oneof(
        fc
          .tuple(fc.nat(good.length - 1), fc.constantFrom(...'Aa0-_.~'))
          .map(([at, c]) => good.slice(0, at) + c + good.slice(at + 1)),
        fc.nat(good.length - 1).map((at) => good.slice(0, at)),
        fc.nat(good.length - 1).map((at) => good.slice(0, at) + good.slice(at + 1)),
        fc
          .tuple(fc.json(), fc.json(), fc.string())
          .map((parts) => parts.map((one) => Buffer.from(one).toString('base64url')).join('.')),
        fc
          .record({ alg: fc.oneof(fc.constantFrom('RS256', 'none', 'HS256'), fc.string()), kid: fc.anything() })
          .map((header) => [base64url(header), ...good.split('.').slice(1)].join('.')),
        fc.string({ unit: fc.constantFrom(...'eyJ.aA0_-'), maxLength: 200 }).map((text) => `eyJ${text}`),
      );
      await fc.assert(
        fc.asyncProperty(mangled, async (token) => {
          fc.pre(token !== good);
          expect(typeof (await all.authenticate(token))).toBe('string');
        }),
        { numRuns: 1_000 },
      );
    });
  });
});
