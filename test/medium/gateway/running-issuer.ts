import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTHeaderParameters, type JWTPayload } from 'jose';
import Provider from 'oidc-provider';
import type { IssuerSettings } from '../../../apps/gateway/src/access/issuers/issuer-settings.js';

const AUDIENCE = 'https://api.example.com';
const CLIENT = { id: 'shop', secret: 'the secret of the shop, long enough for anybody' };

interface SigningKey {
  readonly kid: string;
  readonly private: CryptoKey;
  readonly jwk: object;
}

async function newKey(kid: string): Promise<SigningKey> {
  const pair = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(pair.privateKey)), kid, alg: 'RS256', use: 'sig' };
  return { kid, private: pair.privateKey, jwk };
}

/** A real OpenID provider that gives JWTs to clients; its keys can be changed, and it can be away. */
export class RunningIssuer {
  /** How often its keys were asked for. */
  asked = 0;
  readonly url: string;
  private server: Server | undefined;
  private handler: RequestListener = (_, response) => response.writeHead(503).end();
  private keys: SigningKey[] = [];
  private made = 0;

  private constructor(private readonly port: number) {
    this.url = `http://127.0.0.1:${port}`;
  }

  static async begin(): Promise<RunningIssuer> {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    await new Promise((done) => free.close(done));
    const issuer = new RunningIssuer(port);
    await issuer.rotate();
    await issuer.comeBack();
    return issuer;
  }

  settings(over: Partial<IssuerSettings> = {}): IssuerSettings {
    return { issuer: this.url, audience: AUDIENCE, algorithms: ['RS256'], tenant: 'acme', ...over };
  }

  get key(): SigningKey {
    return this.keys[0]!;
  }

  /** Signs with a new key from now on; the old ones stay published unless they are withdrawn. */
  async rotate({ withdraw = false } = {}): Promise<void> {
    this.keys = [await newKey(`key-${++this.made}`), ...(withdraw ? [] : this.keys)];
    this.handler = new Provider(this.url, configuration(this.keys.map(({ jwk }) => jwk))).callback();
  }

  /** By the client credentials grant, as a producer gets one. */
  async token(scope = 'notifications:read notifications:write'): Promise<string> {
    const answer = await fetch(`${this.url}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${CLIENT.id}:${encodeURIComponent(CLIENT.secret)}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
    });
    const { access_token } = (await answer.json()) as { access_token?: string };
    if (!access_token) throw new Error(`the issuer answered ${answer.status}`);
    return access_token;
  }

  /** What the issuer would never give: signed with its key all the same. */
  sign(claims: JWTPayload = {}, header: Partial<JWTHeaderParameters> = {}, key: CryptoKey = this.key.private) {
    const now = Math.floor(Date.now() / 1000);
    const whole = {
      iss: this.url,
      aud: AUDIENCE,
      sub: CLIENT.id,
      scope: 'notifications:read',
      exp: now + 300,
      ...claims,
    };
    return new SignJWT(whole)
      .setProtectedHeader({ alg: 'RS256', kid: this.key.kid, typ: 'at+jwt', ...header })
      .sign(key);
  }

  async leave(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    server?.closeAllConnections();
    await new Promise((done) => (server ? server.close(done) : done(undefined)));
  }

  async comeBack(): Promise<void> {
    this.server = createServer((request, response) => {
      if (request.url?.startsWith('/jwks')) this.asked += 1;
      void this.handler(request, response);
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }
}

/** Nothing is stored: clients are configured, tokens are JWTs. */
class NoStore {
  readonly upsert = () => Promise.resolve();
  readonly find = () => Promise.resolve(undefined);
}

const configuration = (keys: object[]) => ({
  adapter: NoStore,
  ttl: { ClientCredentials: 600 },
  jwks: { keys },
  cookies: { keys: ['of no use here'] },
  clients: [
    {
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    },
  ],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => AUDIENCE,
      getResourceServerInfo: () => ({
        audience: AUDIENCE,
        scope: 'notifications:read notifications:write users:read',
        accessTokenFormat: 'jwt',
        accessTokenTTL: 600,
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
});
