/**
 * Google's access token for a service account: a JWT signed with its key is exchanged for it. firebase-admin could do this by
 * itself, but only with Google's own address, and through another HTTP client than the one whose agent can be set.
 */
import { createSign } from 'node:crypto';
import http, { type Agent } from 'node:http';
import https from 'node:https';
import type { ServiceAccount } from './service-account.js';

const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LIFETIME_SECONDS = 3_600;
const RENEW_BEFORE_MS = 300_000;

export interface TokenEndpoint {
  readonly url: string;
  readonly agent: Agent;
  readonly timeoutMs: number;
}

interface Held {
  readonly token: string;
  readonly renewAt: number;
}

export class AccessToken {
  private held: Held | undefined;
  private fetching: Promise<Held> | undefined;

  constructor(
    private readonly account: ServiceAccount,
    private readonly endpoint: TokenEndpoint,
    private readonly now: () => number = Date.now,
  ) {}

  /** Whoever comes while it is being fetched waits for the same one. */
  async current(): Promise<string> {
    if (this.held && this.now() < this.held.renewAt) return this.held.token;
    this.fetching ??= this.fetch().finally(() => (this.fetching = undefined));
    this.held = await this.fetching;
    return this.held.token;
  }

  /** It was refused: the next call gets another one. */
  forget(): void {
    this.held = undefined;
  }

  private async fetch(): Promise<Held> {
    const form = new URLSearchParams({ grant_type: GRANT, assertion: assertion(this.account, this.now()) });
    const answer = JSON.parse(await post(this.endpoint, form.toString())) as Record<string, unknown>;
    if (typeof answer.access_token !== 'string') throw new Error('no access token in the answer');
    const lifetime = Number(answer.expires_in) * 1000 || LIFETIME_SECONDS * 1000;
    return { token: answer.access_token, renewAt: this.now() + Math.max(lifetime - RENEW_BEFORE_MS, lifetime / 2) };
  }
}

function assertion(account: ServiceAccount, now: number): string {
  const iat = Math.floor(now / 1000);
  const claims = {
    iss: account.client_email,
    scope: SCOPE,
    aud: account.token_uri,
    iat,
    exp: iat + LIFETIME_SECONDS,
  };
  const header = { alg: 'RS256', typ: 'JWT', kid: account.private_key_id };
  const signed = `${base64url(header)}.${base64url(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(account.private_key, 'base64url')}`;
}

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function post({ url, agent, timeoutMs }: TokenEndpoint, body: string): Promise<string> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) };
  const options = { method: 'POST', headers, agent, signal: AbortSignal.timeout(timeoutMs) };
  return new Promise((ok, fail) => {
    const request = (url.startsWith('https:') ? https : http).request(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('error', fail);
      response.on('end', () =>
        response.statusCode === 200 ? ok(text) : fail(new Error(`the token was refused with ${response.statusCode}`)),
      );
    });
    request.on('error', fail).end(body);
  });
}
