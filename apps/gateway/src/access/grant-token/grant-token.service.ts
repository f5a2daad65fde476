import { Inject, Injectable } from '@nestjs/common';
import { looksLikeApiKey } from '#libs/auth';
import type { ApiClient, Scope } from '#libs/contracts';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from '../access-tokens.js';
import { ApiClients, type Authentication } from '../api-clients.js';
import { unknownClient, type GrantForm } from './grant-form.js';
import type { GrantedToken } from './grant-token.answers.js';
import { GrantRefusedError } from './grant.error.js';

@Injectable()
export class GrantTokenService {
  constructor(
    @Inject(ApiClients) private readonly clients: ApiClients,
    @Inject(AccessTokens) private readonly tokens: AccessTokens,
  ) {}

  async grant(form: GrantForm, address: string | undefined): Promise<{ client: ApiClient; token: GrantedToken }> {
    const { clientId, clientSecret, scopes } = form;
    const known = looksLikeApiKey(clientSecret) ? await this.clients.authenticate(clientSecret, address) : undefined;
    const client = known && 'client' in known ? known.client : undefined;
    if (client?.client_id !== clientId) throw refusedClient(known);
    const granted = narrowed(client, scopes);
    return {
      client,
      token: {
        access_token: this.tokens.issue(clientSecret, client, granted),
        token_type: 'Bearer',
        expires_in: ACCESS_TOKEN_SECONDS,
        scope: granted.join(' '),
      },
    };
  }
}

/** The caller is told no more than that it is wrong; whose key it is, if it is one, is told how it was. */
function refusedClient(known: Authentication | undefined): GrantRefusedError {
  const holder = known && ('client' in known ? known.client : 'known' in known ? known.known : undefined);
  const reason = known && holder && 'refused' in known ? known.refused : undefined;
  return unknownClient('There is no such client, or this is not its secret', holder, reason);
}

function narrowed(client: ApiClient, asked: readonly string[] | undefined): readonly Scope[] {
  const own = client.scopes;
  if (asked === undefined) return own;
  const granted = own.filter((scope) => asked.includes(scope));
  if (granted.length > 0 && asked.every((scope) => (own as readonly string[]).includes(scope))) return granted;
  const audited = { reason: 'scope', known: client } as const;
  throw new GrantRefusedError('invalid_scope', 'The client does not have all these scopes', 400, audited);
}
