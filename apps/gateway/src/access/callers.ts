import { looksLikeAccessToken, looksLikeApiKey, verifyUserToken } from '#libs/auth';
import type { ApiClient } from '#libs/contracts';
import type { AccessTokens } from './access-tokens.js';
import type { ApiClients } from './api-clients.js';
import type { Issuers } from './issuers/issuers.js';
import type { Verdict } from './refusal.js';

/** Who a producer's credential speaks for: an API key, a token that we gave for one, or a token of a configured issuer. */
export class Callers {
  constructor(
    private readonly clients: ApiClients,
    private readonly tokens: AccessTokens,
    private readonly issuers: Issuers,
    private readonly userTokenSecret: string,
  ) {}

  /** Answers at once, without a promise, where it can: this stands before every request. */
  authenticate(credential: string): Verdict | Promise<Verdict> {
    if (looksLikeApiKey(credential)) {
      const known = this.clients.authenticate(credential);
      return known instanceof Promise ? known.then(orUnknown) : orUnknown(known);
    }
    if (looksLikeAccessToken(credential)) return this.tokens.authenticate(credential);
    if (verifyUserToken(this.userTokenSecret, credential)) return 'user_token';
    return this.issuers.authenticate(credential);
  }
}

const orUnknown = (client: ApiClient | null): Verdict => client ?? 'unknown_key';
