import { randomBytes } from 'node:crypto';
import { json, type Exchange } from '../../http/exchange.js';
import { refused, type Reception } from '../protocol.js';

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const bad = (error: string, description: string): Reception =>
  refused(json(400, { error, error_description: description }));

function claimsOf(assertion: string): { iss?: unknown; exp?: unknown } | undefined {
  try {
    return JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString()) as object;
  } catch {
    return undefined;
  }
}

/** OAuth 2 for service accounts: a signed JWT in, an access token out. The signature is not checked: the key is anyone's. */
export function exchangeToken(exchange: Exchange): Reception {
  const form = new URLSearchParams(exchange.body);
  if (form.get('grant_type') !== GRANT) return bad('unsupported_grant_type', 'Invalid grant_type');
  const claims = claimsOf(form.get('assertion') ?? '');
  if (typeof claims?.iss !== 'string') return bad('invalid_grant', 'Invalid JWT');
  if (typeof claims.exp !== 'number' || claims.exp * 1000 < Date.now()) return bad('invalid_grant', 'Expired JWT');
  const token = `ya29.sim-${randomBytes(24).toString('base64url')}`;
  return {
    kind: 'answered',
    refused: false,
    answer: json(200, { access_token: token, expires_in: 3_599, token_type: 'Bearer' }),
  };
}
