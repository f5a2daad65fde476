import { looksLikeAccessToken, looksLikeApiKey, verifyUserToken } from '#libs/auth';
import type { AccessTokens } from './access-tokens.js';
import type { ApiClients, Authentication } from './api-clients.js';
import type { Issuers } from './issuers/issuers.js';
import type { KeyUses } from './key-uses.js';
import { isClient, type Verdict } from './refusal.js';

/** Who a producer's credential speaks for: an API key, a token that we gave for one, or a token of a configured issuer. */
export class Callers {
  constructor(
    private readonly clients: ApiClients,
    private readonly tokens: AccessTokens,
    private readonly issuers: Issuers,
    private readonly uses: KeyUses,
    private readonly userTokenSecret: string,
  ) {}

  /** Answers at once, without a promise, where it can: this stands before every request. */
  authenticate(credential: string, address: string | undefined): Verdict | Promise<Verdict> {
    if (looksLikeApiKey(credential)) {
      const known = this.clients.authenticate(credential, address);
      return known instanceof Promise
        ? known.then((found) => this.used(verdictOf(found)))
        : this.used(verdictOf(known));
    }
    if (looksLikeAccessToken(credential)) {
      const known = this.tokens.authenticate(credential, address);
      return known instanceof Promise ? known.then((found) => this.used(found)) : this.used(known);
    }
    const user = verifyUserToken(this.userTokenSecret, credential);
    if (user) return { refused: 'user_token', known: { tenant_id: user.tenant_id } };
    return this.issuers.authenticate(credential);
  }

  private used(verdict: Verdict): Verdict {
    if (isClient(verdict)) this.uses.note(verdict.key_id);
    return verdict;
  }
}

function verdictOf(known: Authentication): Verdict {
  if ('client' in known) return known.client;
  return 'known' in known ? known : known.refused;
}
