/** How people are told that their credential does not let them in. */
import type { Scope } from '#libs/contracts';
import { Problem, problems } from '#libs/http';
import type { KeyRefusal } from './api-clients.js';

const unauthorized = (code: string, title: string, detail: string): Problem =>
  new Problem(401, code, title, { detail, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });

export function keyRefused(why: KeyRefusal): Problem {
  switch (why) {
    case 'unknown':
      return problems.unauthorized('This API key is not valid');
    case 'revoked':
      return unauthorized('key_revoked', 'This API key was revoked', 'Use another key');
    case 'expired':
      return unauthorized('key_expired', 'This API key has expired', 'Use another key');
    case 'address':
      return new Problem(403, 'address_not_allowed', 'This API key may not be used from here', {
        detail: 'The address that you call from is not among its allowed_addresses',
      });
  }
}

export const missingScope = (scope: Scope): Problem =>
  new Problem(403, 'missing_scope', 'The credential does not open this', {
    detail: `This call needs the scope ${scope}`,
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
  });
