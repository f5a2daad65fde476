/** POST /oauth/token, and what may be done with what it gives; tokens of an outside issuer at the front door. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { issueAccessToken, issueUserToken } from '#libs/auth';
import {
  grantedTokenAnswer,
  grantErrorAnswer,
} from '../../../apps/gateway/src/access/grant-token/grant-token.answers.js';
import { aRequest, RunningGateway } from './running-gateway.js';
import { RunningIssuer } from './running-issuer.js';

const MASTER_KEYS = [{ id: 'k1', key: randomBytes(32) }];
const USER_SECRET = 'a secret of the tests, long enough for HS256';
const ACCESS_SECRET = 'another secret of the tests, long enough';

describe('access tokens', () => {
  let gateway: RunningGateway;
  let issuer: RunningIssuer;
  let clientId: string;
  beforeAll(async () => {
    issuer = await RunningIssuer.begin();
    gateway = await RunningGateway.begin({}, { MASTER_KEYS });
    await gateway.another({}, { MASTER_KEYS, TOKEN_ISSUERS: [issuer.settings({ tenant: gateway.tenant })] });
    const [row] = await gateway.database.query<{ client_id: string }>('select client_id from api_keys');
    clientId = row!.client_id;
  }, 30_000);
  afterAll(async () => {
    await gateway.end();
    await issuer.leave();
  });

  const ask = (fields: Record<string, string>, headers: Record<string, string> = {}, instance = 0) =>
    gateway.ask(
      'POST',
      '/oauth/token',
      {
        key: '',
        text: new URLSearchParams({ grant_type: 'client_credentials', ...fields }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      },
      instance,
    );
  const grant = async (scope?: string) => {
    const { status, headers, body } = await ask({
      client_id: clientId,
      client_secret: gateway.apiKey,
      ...(scope === undefined ? {} : { scope }),
    });
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    return grantedTokenAnswer.strict().parse(body);
  };
  const send = (key: string, instance = 0) =>
    gateway.ask('POST', '/v1/notifications', { key, body: aRequest() }, instance);

  it('are given for an API key, and open what it opens, on every instance', async () => {
    const { access_token, token_type, expires_in, scope } = await grant();
    expect([token_type, expires_in]).toEqual(['Bearer', 900]);
    expect(scope.split(' ')).toContain('notifications:write');
    for (const instance of [0, 1]) expect((await send(access_token, instance)).status).toBe(202);
    expect(access_token).not.toContain(gateway.apiKey);
  });

  it('are given to a client that authenticates by HTTP Basic', async () => {
    const { status, body } = await ask({}, { authorization: `Basic ${btoa(`${clientId}:${gateway.apiKey}`)}` });
    expect(status).toBe(200);
    expect(grantedTokenAnswer.strict().parse(body).token_type).toBe('Bearer');
  });

  it('are documented with the form that asks for them', async () => {
    const { body } = await gateway.ask('GET', '/openapi.json', { key: '' });
    expect(body.paths['/oauth/token']).toMatchObject({
      post: {
        requestBody: { content: { 'application/x-www-form-urlencoded': { schema: expect.anything() as object } } },
        responses: { 401: { content: { 'application/json': expect.anything() as object } } },
      },
    });
  });

  it('open no more than was asked for', async () => {
    const { access_token, scope } = await grant('notifications:read');
    expect(scope).toBe('notifications:read');
    const { status, body } = await send(access_token);
    expect([status, body.code]).toEqual([403, 'missing_scope']);
    expect(body.detail).toContain('notifications:write');
  });

  it.each<[string, Record<string, string>, number, string]>([
    ['a wrong secret', { client_secret: 'ck_wrong' }, 401, 'invalid_client'],
    ["another client's id", { client_id: '01a1fd08-bed7-7348-9eea-7571e4822468' }, 401, 'invalid_client'],
    ['another grant', { grant_type: 'authorization_code' }, 400, 'unsupported_grant_type'],
    ['a scope that there is not', { scope: 'notifications:read everything' }, 400, 'invalid_scope'],
    ['no scope at all', { scope: ' ' }, 400, 'invalid_scope'],
  ])('are not given for %s', async (_, fields, status, error) => {
    const answer = await ask({ client_id: clientId, client_secret: gateway.apiKey, ...fields });
    expect([answer.status, grantErrorAnswer.strict().parse(answer.body).error]).toEqual([status, error]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Basic realm="carillon"' : null);
  });

  it('are not given for a token: what expires must not prolong itself', async () => {
    const { access_token } = await grant();
    const { status } = await ask({ client_id: clientId, client_secret: access_token });
    expect(status).toBe(401);
  });

  it('end with their key', async () => {
    const { AccessTokens } = await import('../../../apps/gateway/src/access/access-tokens.js');
    const { ApiClients } = await import('../../../apps/gateway/src/access/api-clients.js');
    const { reading, vault } = gateway.resourcesOf();
    let passed = 0;
    const now = () => Date.now() + passed;
    const tokens = new AccessTokens(ACCESS_SECRET, vault, new ApiClients(reading, vault, now), now);
    const { access_token } = await grant();
    expect(await tokens.authenticate(access_token, '127.0.0.1')).toMatchObject({ tenant_id: gateway.tenant });
    await gateway.database.query('update api_keys set revoked_at = now()');
    passed += 10_001;
    expect(await tokens.authenticate(access_token, '127.0.0.1')).toMatchObject({
      refused: 'key_of_token',
      known: { tenant_id: gateway.tenant },
    });
    await gateway.database.query('update api_keys set revoked_at = null');
    passed += 10_001;
    expect(await tokens.authenticate(access_token, '127.0.0.1')).toMatchObject({ tenant_id: gateway.tenant });
    passed += 900_000;
    expect(await tokens.authenticate(access_token, '127.0.0.1')).toBe('no_token_of_ours');
  });

  it('and user tokens are never taken for each other', async () => {
    const { access_token } = await grant();
    const user = { tenant_id: gateway.tenant, user_id: 'ada' };
    const userToken = issueUserToken(USER_SECRET, user, 60).token;
    gateway.peers.answers.set('in_app.unread', () => 0);
    expect((await gateway.ask('GET', '/v1/inbox/unread', { key: userToken })).status).toBe(200);
    expect((await gateway.ask('GET', '/v1/inbox/unread', { key: access_token })).status).toBe(401);
    expect((await send(userToken)).status).toBe(403);
    // Nor if somebody had the one secret and not the other.
    const access = { ...user, client_id: clientId, key: 'x', scopes: ['notifications:write'] };
    expect((await send(issueAccessToken(USER_SECRET, access, 60))).status).toBe(401);
    expect((await send(issueAccessToken(ACCESS_SECRET, access, 60))).status).toBe(401);
    const expired = issueUserToken(USER_SECRET, user, 60, Date.now() - 61_000).token;
    for (const path of ['/v1/inbox', '/v1/inbox/unread', '/v1/me/preferences'])
      expect((await gateway.ask('GET', path, { key: expired })).status).toBe(401);
    const forged = issueUserToken(ACCESS_SECRET, user, 60).token;
    expect((await gateway.ask('GET', '/v1/inbox/unread', { key: forged })).status).toBe(401);
  });

  it('of a configured issuer open what they grant; of any other, nothing', async () => {
    const token = await issuer.token('notifications:write');
    expect((await send(token, 1)).status).toBe(202);
    expect((await gateway.ask('GET', '/v1/users/nobody', { key: token }, 1)).status).toBe(403);
    expect((await send(token, 0)).status).toBe(401);
    const expired = await issuer.sign({ exp: 1 });
    const { status, body, headers } = await send(expired, 1);
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(body.detail).toContain('expired');
  });

  it('of an issuer that was never reached are a 503 with Retry-After', async () => {
    const away = await RunningIssuer.begin();
    const token = await away.token();
    await away.leave();
    const instance = await gateway.another({}, { TOKEN_ISSUERS: [away.settings({ tenant: gateway.tenant })] });
    const { status, headers, body } = await send(token, instance);
    expect([status, headers.get('retry-after'), body.code]).toEqual([503, '2', 'unavailable']);
  });

  it('that are huge are refused, and do no harm', async () => {
    for (const size of [9_000, 15_000]) expect((await send(`eyJ${'a'.repeat(size)}`, 1)).status).toBe(401);
    expect(
      (await send(await issuer.sign({ groups: Array.from({ length: 400 }, (_, i) => `group-${i}`) }), 1)).status,
    ).toBe(403);
  });

  it('that are mangled never open anything, and never break anything', async () => {
    const good = [
      (await grant()).access_token,
      await issuer.token(),
      issueUserToken(USER_SECRET, { tenant_id: gateway.tenant, user_id: 'u' }, 60).token,
    ];
    const mangled = fc.oneof(
      fc.tuple(fc.constantFrom(...good), fc.nat(400), fc.constantFrom(...'Aa0-_.~+/')).map(([token, at, c]) => {
        const place = at % token.length;
        return token.slice(0, place) + c + token.slice(place + 1);
      }),
      fc
        .tuple(fc.constantFrom(...good), fc.constantFrom(...good), fc.constantFrom(...good))
        .map((tokens) => tokens.map((token, i) => token.split('.')[i]).join('.')),
      fc
        .array(
          fc.json().map((text) => Buffer.from(text).toString('base64url')),
          { maxLength: 5 },
        )
        .map((parts) => `eyJ${parts.join('.')}`),
    );
    await fc.assert(
      fc.asyncProperty(mangled, async (token) => {
        fc.pre(!good.includes(token));
        const { status } = await gateway.ask('GET', '/v1/notification-types', { key: token }, 1);
        expect(status).toBe(401);
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
