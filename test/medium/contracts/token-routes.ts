/** Calls that ask for no credential and give one: whose it is, they say themselves. */
import { until } from '#libs/testing';
import type { Answer } from '../gateway/running-gateway.js';
import type { DocumentedCall } from './documented-calls.js';
import { leaksOf } from './leaks.js';
import type { StoredThings, TenantApi } from './stored-things.js';

export const givesTokens = ({ credential, bodies }: DocumentedCall): boolean =>
  credential === 'none' &&
  bodies.some(({ where, example }) => where.startsWith('answer 2') && 'access_token' in (example as object));

export interface TwoTenants {
  readonly api: TenantApi;
  readonly mine: StoredThings;
  readonly theirs: StoredThings;
  readonly secrets: ReadonlySet<string>;
}

interface Client {
  readonly id: string;
  readonly client_id: string;
  readonly key: string;
}

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

export const clientOf = (things: StoredThings) => ({
  client_id: things.one('clients'),
  client_secret: things.one('client-secrets'),
});

export async function tokenFor(
  { api }: Pick<TwoTenants, 'api'>,
  call: DocumentedCall,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer & { readonly accessToken: string }> {
  const text = form({ grant_type: 'client_credentials', ...fields });
  const answer = await api.ask(call.method, call.path, { key: '', text, headers: { ...FORM, ...headers } });
  return { ...answer, accessToken: (answer.body as unknown as { access_token: string }).access_token };
}

export function givesTokensToTheirOwn(calls: readonly DocumentedCall[], of: () => TwoTenants): void {
  const routes = calls.filter(givesTokens).map((call) => [`${call.method} ${call.path}`, call] as const);

  it('there is a call that gives tokens', () => expect(routes.length).toBeGreaterThan(0));

  describe.each(routes)('%s', (_, call) => {
    const grant = (fields: Record<string, string>, headers?: Record<string, string>) =>
      tokenFor(of(), call, fields, headers);
    const refused = async (fields: Record<string, string>, headers?: Record<string, string>) => {
      const { status, body, accessToken } = await grant(fields, headers);
      const { secrets } = of();
      expect([status, accessToken]).toEqual([401, undefined]);
      expect(leaksOf(secrets, JSON.stringify(body), form(fields))).toEqual([]);
    };
    const uses = (key: string) => of().api.ask('GET', '/v1/notifications', { key });
    const makeClient = async (over: object = {}): Promise<Client> => {
      const { api, theirs } = of();
      const body = { name: 'to be refused', role: 'viewer', ...over };
      return (await api.ask('POST', '/v1/api-keys', { key: theirs.apiKey, body })).body as unknown as Client;
    };
    const credentialsOf = ({ client_id, key }: Client) => ({ client_id, client_secret: key });
    const ends = (key: string) =>
      until(async () => (await uses(key)).status === 401, { timeoutMs: 15_000, what: 'the token to be refused' });

    it('gives nothing for one client with the secret of another tenant\u2019s, however it is sent', async () => {
      const [ours, others] = [clientOf(of().mine), clientOf(of().theirs)];
      const basic = (id: string, secret: string) => ({ authorization: `Basic ${btoa(`${id}:${secret}`)}` });
      for (const [id, secret] of [
        [ours.client_id, others.client_secret],
        [others.client_id, ours.client_secret],
        [ours.client_id, of().theirs.apiKey],
        [of().mine.tenant, others.client_secret],
      ] as const) {
        await refused({ client_id: id, client_secret: secret });
        await refused({}, basic(id, secret));
      }
    });

    it('gives nothing for a secret that is wrong, or another kind of credential', async () => {
      const { client_id, client_secret } = clientOf(of().mine);
      const { accessToken } = await grant(clientOf(of().theirs));
      const wrong = ['ck_live_wrong', `${client_secret}x`, client_secret.slice(0, -1), client_id];
      for (const secret of [...wrong, of().mine.userToken, of().theirs.userToken, accessToken])
        await refused({ client_id, client_secret: secret });
    });

    it('names no other tenant, whatever is asked for beside', async () => {
      const { api, mine, theirs, secrets } = of();
      const beside = { tenant: mine.tenant, tenant_id: mine.tenant, audience: mine.tenant, resource: mine.tenant };
      for (const [name, value] of Object.entries(beside)) {
        const { status, accessToken } = await grant({ ...clientOf(theirs), [name]: value });
        if (status === 400) continue;
        expect(status).toBe(200);
        const seen = await api.ask('GET', '/v1/notifications', { key: accessToken });
        expect(leaksOf(secrets, JSON.stringify(seen.body), '')).toEqual([]);
        const path = `/v1/notifications/${mine.one('notifications')}`;
        expect([403, 404]).toContain((await api.ask('GET', path, { key: accessToken })).status);
      }
    });

    it('gives nothing for a key that was revoked, and its tokens end with it', async () => {
      const client = await makeClient();
      const { accessToken } = await grant(credentialsOf(client));
      expect((await uses(accessToken)).status).toBe(200);
      const { api, theirs } = of();
      await api.ask('DELETE', `/v1/api-keys/${client.id}`, { key: theirs.apiKey });
      await ends(accessToken);
      await refused(credentialsOf(client));
    });

    it('gives nothing for a key that has expired, and its tokens end with it', async () => {
      const client = await makeClient({ expires_at: new Date(Date.now() + 2_000).toISOString() });
      const { accessToken } = await grant(credentialsOf(client));
      expect((await uses(accessToken)).status).toBe(200);
      await ends(accessToken);
      await refused(credentialsOf(client));
    });

    it('gives nothing for a key that another took the place of', async () => {
      const client = await makeClient();
      const { accessToken } = await grant(credentialsOf(client));
      const { api, theirs } = of();
      const path = `/v1/api-keys/${client.id}/rotate`;
      const rotated = await api.ask('POST', path, { key: theirs.apiKey, body: { overlap_seconds: 0 } });
      expect(rotated.status).toBeLessThan(300);
      await ends(accessToken);
      await refused(credentialsOf(client));
      expect((await grant({ client_id: client.client_id, client_secret: rotated.body.key })).status).toBe(200);
    });
  });
}
