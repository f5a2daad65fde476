/** Every reason there is to refuse somebody, as a caller meets it and as the audit tells it. */
import { createHmac } from 'node:crypto';
import { generateKeyPair, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { issueAccessToken, newApiKey } from '#libs/auth';
import { testTenant, until } from '#libs/testing';
import type { RefusalReason } from '../../../apps/gateway/src/access/refusal.js';
import { aRequest, RunningGateway, type Answer } from './running-gateway.js';
import { RunningIssuer } from './running-issuer.js';

const SECRET = 'another secret of the tests, long enough';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

interface Row {
  readonly tenant_id: string | null;
  readonly actor: string | null;
  readonly action: string;
  readonly reason: string;
  readonly count: number;
}

/** As POST /v1/api-keys answers. */
interface Made {
  readonly id: string;
  readonly client_id: string;
  readonly key: string;
}

describe('a refusal', () => {
  let gateway: RunningGateway;
  let issuer: RunningIssuer;
  beforeAll(async () => {
    issuer = await RunningIssuer.begin();
    gateway = await RunningGateway.begin({}, { TOKEN_ISSUERS: [issuer.settings({ tenant: 'never-made' })] });
  }, 30_000);
  afterAll(async () => {
    await gateway.end();
    await issuer.leave();
  });

  const make = async (over: object = {}, admin = gateway.apiKey): Promise<Made> => {
    const body = { name: 'shop', role: 'viewer', ...over };
    const answer = await gateway.ask('POST', '/v1/api-keys', { key: admin, body });
    expect(answer.status).toBe(201);
    return answer.body as unknown as Made;
  };
  const read = (key: string) => gateway.ask('GET', '/v1/notification-types', { key });
  const grant = (fields: Record<string, string>) =>
    gateway.ask('POST', '/oauth/token', {
      key: '',
      text: new URLSearchParams({ grant_type: 'client_credentials', ...fields }).toString(),
      headers: FORM,
    });
  const revoke = ({ id }: Made) => gateway.ask('DELETE', `/v1/api-keys/${id}`);
  const refusalsOf = async (tenant: string, reasons: number) =>
    until(async () => {
      const sql = "select * from audit_events where tenant_id = $1 and outcome = 'refused' order by action, reason";
      const found = await gateway.database.query<Row>(sql, [tenant]);
      return found.length >= reasons ? found : undefined;
    });

  describe('for each reason', () => {
    type Whose = 'nobody’s' | 'a tenant’s' | 'a client’s';
    type Reason = Exclude<RefusalReason, 'other'>;

    const signed = async (claims: JWTPayload = {}, header: Partial<JWTHeaderParameters> = {}) =>
      read(await issuer.sign(claims, header));
    const seconds = Math.floor(Date.now() / 1000);
    const withAlgorithm = async (alg: string) => {
      const [, claims] = (await issuer.sign()).split('.');
      const whole = `${Buffer.from(JSON.stringify({ alg, kid: issuer.key.kid })).toString('base64url')}.${claims}`;
      return read(`${whole}.${createHmac('sha512', 'x').update(whole).digest('base64url')}`);
    };
    const expired = async () => {
      const { id, key } = await make();
      await gateway.database.query("update api_keys set expires_at = now() - interval '1 s' where key_id = $1", [id]);
      return read(key);
    };
    const revoked = async () => {
      const made = await make();
      await revoke(made);
      return read(made.key);
    };
    const ofRevoked = async () => {
      const made = await make();
      const { body } = await grant({ client_id: made.client_id, client_secret: made.key });
      await revoke(made);
      return read((body as unknown as { access_token: string }).access_token);
    };
    const withUserToken = async () => {
      gateway.peers.store(gateway.tenant, 'ada');
      return read((await gateway.ask('POST', '/v1/users/ada/tokens', { body: {} })).body.token);
    };
    const beyondLimit = async () => {
      const [tenant, key] = [testTenant(), newApiKey()];
      await gateway.storeTenant(tenant, key);
      await gateway.ask('PUT', '/v1/limits', { key, body: { client: { limit: 1, window_seconds: 3_600 } } });
      await gateway.ask('POST', '/v1/notifications', { key, body: aRequest() });
      return gateway.ask('POST', '/v1/notifications', { key, body: aRequest() });
    };
    const forged = () =>
      gateway.ask('POST', '/callbacks/twilio', {
        key: '',
        text: 'MessageSid=SM1',
        headers: { ...FORM, 'x-twilio-signature': 'forged' },
      });
    const outlived = () => {
      const own = { tenant_id: gateway.tenant, client_id: 'c', key: 'x', scopes: [] };
      return read(issueAccessToken(SECRET, own, 60, Date.now() - 3_600_000));
    };

    /** A new reason needs a line here. ('other' is for rooms that refuse without a word: there is none.) */
    const REASONS: Record<Reason, readonly [status: number, Whose, () => Promise<Answer>]> = {
      no_credential: [401, 'nobody’s', () => read('')],
      no_user_token: [401, 'nobody’s', () => gateway.ask('GET', '/v1/inbox', { key: 'nonsense' })],
      unknown_key: [401, 'nobody’s', () => read('ck_nobody')],
      revoked_key: [401, 'a client’s', revoked],
      expired_key: [401, 'a client’s', expired],
      key_of_token: [401, 'a client’s', ofRevoked],
      no_token_of_ours: [401, 'nobody’s', outlived],
      malformed: [401, 'nobody’s', () => read('eyJ.nonsense')],
      unknown_issuer: [401, 'nobody’s', () => signed({ iss: 'https://evil.example.com' })],
      wrong_algorithm: [401, 'nobody’s', () => withAlgorithm('HS512')],
      wrong_type: [401, 'nobody’s', () => signed({}, { typ: 'logout+jwt' })],
      unknown_signing_key: [401, 'nobody’s', () => signed({}, { kid: 'no-such-key' })],
      bad_signature: [
        401,
        'nobody’s',
        async () => read(await issuer.sign({}, {}, (await generateKeyPair('RS256')).privateKey)),
      ],
      wrong_audience: [401, 'nobody’s', () => signed({ aud: 'https://other.example.com' })],
      expired: [401, 'nobody’s', () => signed({ exp: seconds - 60 })],
      no_expiry: [401, 'nobody’s', () => signed({ exp: undefined })],
      not_yet_valid: [401, 'nobody’s', () => signed({ nbf: seconds + 600 })],
      no_client: [401, 'nobody’s', () => signed({ sub: undefined })],
      unknown_tenant: [401, 'nobody’s', () => signed()],
      user_token: [403, 'a tenant’s', withUserToken],
      address: [403, 'a client’s', async () => read((await make({ allowed_addresses: ['192.0.2.0/24'] })).key)],
      scope: [403, 'a client’s', async () => gateway.ask('GET', '/v1/audit', { key: (await make()).key })],
      client_secret: [401, 'nobody’s', () => grant({ client_id: 'x', client_secret: 'ck_y' })],
      signature: [403, 'nobody’s', forged],
      limit: [429, 'a client’s', beyondLimit],
    };

    const reasons = Object.keys(REASONS) as Reason[];
    const statuses = new Map<Reason, number>();
    let rows: readonly Row[];
    beforeAll(async () => {
      for (const reason of reasons) statuses.set(reason, (await REASONS[reason][2]()).status);
      rows = await until(async () => {
        const found = await gateway.database.query<Row>("select * from audit_events where outcome = 'refused'");
        return found.some(({ reason }) => reason === reasons.at(-1)) ? found : undefined;
      });
    }, 30_000);

    it.each(reasons)('%s is told', (reason) => {
      const [status, whose] = REASONS[reason];
      expect(statuses.get(reason)).toBe(status);
      const told = rows.filter((row) => row.reason === reason);
      expect(told.map(({ count }) => count)).toEqual([1]);
      expect([told[0]!.tenant_id !== null, told[0]!.actor !== null]).toEqual([
        whose !== 'nobody’s',
        whose === 'a client’s',
      ]);
    });
  });

  describe('within an answer that is none', () => {
    let tenant: string;
    let producer: Made;
    beforeEach(async () => {
      tenant = testTenant();
      const admin = newApiKey();
      await gateway.storeTenant(tenant, admin);
      producer = await make({ role: 'producer' }, admin);
      const limits = await gateway.ask('PUT', '/v1/limits', {
        key: admin,
        body: { client: { limit: 2, window_seconds: 3_600 } },
      });
      expect(limits.status).toBe(200);
    });

    const send = (body: object, path = '/v1/notifications') => gateway.ask('POST', path, { key: producer.key, body });
    const toAll = aRequest({ to: { topic: 'news' }, channels: ['push'] });
    const told = async (reasons: number) =>
      (await refusalsOf(tenant, reasons)).map(({ actor, action, reason, count }) => ({ actor, action, reason, count }));

    it('is told once for each reason, however many parts of a bulk it has refused', async () => {
      const notifications = [toAll, toAll, ...Array.from({ length: 5 }, () => aRequest())];
      const { status, body } = await send({ notifications }, '/v1/notifications/bulk');
      expect(status).toBe(202);
      expect(body.results.map((one) => one.status)).toEqual([403, 403, 202, 202, 429, 429, 429]);
      const one = { actor: producer.client_id, action: 'sendBulk', count: 1 };
      expect(await told(2)).toEqual([
        { ...one, reason: 'limit' },
        { ...one, reason: 'scope' },
      ]);
    });

    it.each([4, 40])('is told of a request for %d users', async (n) => {
      const user_ids = Array.from({ length: n }, (_, i) => `user-${i}`);
      for (const id of user_ids) gateway.peers.store(tenant, id);
      const { status, body } = await send(aRequest({ to: undefined, user_ids }));
      expect([status, body.results.filter((one) => one.status === 429).length]).toEqual([202, n - 2]);
      expect(await told(1)).toEqual([
        { actor: producer.client_id, action: 'sendNotification', reason: 'limit', count: 1 },
      ]);
    });

    it('is told by its reason where there is one part', async () => {
      expect((await send(toAll)).status).toBe(403);
      expect(await told(1)).toMatchObject([{ action: 'sendNotification', reason: 'scope', count: 1 }]);
    });
  });

  describe('of a token to a client that is known', () => {
    let tenant: string;
    let shop: Made;
    beforeEach(async () => {
      tenant = testTenant();
      const admin = newApiKey();
      await gateway.storeTenant(tenant, admin);
      shop = await make({}, admin);
    });
    const OTHER = '01a1fd08-bed7-7348-9eea-7571e4822468';

    it.each<[string, () => Promise<Answer>, [number, string], RefusalReason]>([
      [
        'a scope that it has not',
        () => grant({ client_id: shop.client_id, client_secret: shop.key, scope: 'access:write' }),
        [400, 'invalid_scope'],
        'scope',
      ],
      [
        'another client’s id',
        () => grant({ client_id: OTHER, client_secret: shop.key }),
        [401, 'invalid_client'],
        'client_secret',
      ],
      [
        'a key that has expired',
        async () => {
          await gateway.database.query("update api_keys set expires_at = now() - interval '1 s' where key_id = $1", [
            shop.id,
          ]);
          return grant({ client_id: shop.client_id, client_secret: shop.key });
        },
        [401, 'invalid_client'],
        'expired_key',
      ],
    ])('is told to its tenant: %s', async (_, ask, expected, reason) => {
      const { status, body } = await ask();
      expect([status, (body as unknown as { error: string }).error]).toEqual(expected);
      expect(await refusalsOf(tenant, 1)).toMatchObject([
        { actor: shop.client_id, action: 'grantToken', reason, count: 1 },
      ]);
    });
  });
});
