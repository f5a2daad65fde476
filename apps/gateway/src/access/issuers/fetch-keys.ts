import { z } from 'zod';
import { isSafeAddress, type IssuerSettings } from './issuer-settings.js';

const TIMEOUT_MS = 3_000;
const MAX_BYTES = 256 * 1_024;

const discovered = z.object({ issuer: z.string(), jwks_uri: z.string().refine(isSafeAddress) });

/** The issuer's keys as it publishes them now. Asked of the configured address, or of the one that the configured issuer names. */
export async function fetchKeys({ issuer, jwks_uri }: IssuerSettings): Promise<unknown> {
  return fetchJson(jwks_uri ?? (await discover(issuer)));
}

async function discover(issuer: string): Promise<string> {
  const address = `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`;
  const found = discovered.parse(await fetchJson(address));
  if (found.issuer !== issuer) throw new Error('The discovered document is of another issuer');
  return found.jwks_uri;
}

async function fetchJson(url: string): Promise<unknown> {
  const answer = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (answer.status !== 200 || !answer.body) throw new Error(`The issuer answered ${answer.status}`);
  return JSON.parse(await readBounded(answer.body));
}

export async function readBounded(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error('The issuer answered more than we read');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
