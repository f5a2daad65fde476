import { Inject, Injectable } from '@nestjs/common';
import { looksLikeApiKey } from '#libs/auth';
import type { ApiClient, Scope } from '#libs/contracts';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from '../access-tokens.js';
import { ApiClients } from '../api-clients.js';
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
    if (client?.client_id !== clientId) throw unknownClient('There is no such client, or this is not its secret');
    const granted = narrowed(client.scopes, scopes);
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

function narrowed(own: readonly Scope[], asked: readonly string[] | undefined): readonly Scope[] {
  if (asked === undefined) return own;
  const granted = own.filter((scope) => asked.includes(scope));
  if (granted.length > 0 && asked.every((scope) => (own as readonly string[]).includes(scope))) return granted;
  throw new GrantRefusedError('invalid_scope', 'The client does not have all these scopes');
}
