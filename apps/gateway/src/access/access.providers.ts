import type { Provider } from '@nestjs/common';
import { logger } from '#libs/observability';
import type { Resources } from '../resources.js';
import { AccessTokens } from './access-tokens.js';
import { ApiClients } from './api-clients.js';
import { Callers } from './callers.js';
import { KeyUses } from './key-uses.js';
import { GrantTokenService } from './grant-token/grant-token.service.js';
import { fetchKeys } from './issuers/fetch-keys.js';
import { Issuers } from './issuers/issuers.js';
import { Tenants } from './tenants.js';

const log = logger('access');

function issuers({ config, reading, vault }: Resources): Issuers {
  const tenants = new Tenants(reading);
  return new Issuers(config.TOKEN_ISSUERS, {
    fetchKeys,
    isTenant: (tenant) => tenants.has(tenant),
    keyedHash: (tenant, text) => vault.keyedHash(tenant, text),
    onError: (error, issuer) => log.warn({ err: error, issuer }, 'keys of an issuer not fetched'),
  });
}

/** All that knows credentials. */
export const accessProviders = (resources: Resources): Provider[] => [
  {
    provide: AccessTokens,
    inject: [ApiClients],
    useFactory: (clients: ApiClients) =>
      new AccessTokens(resources.config.ACCESS_TOKEN_SECRET, resources.vault, clients),
  },
  {
    provide: Callers,
    inject: [ApiClients, AccessTokens, KeyUses],
    useFactory: (clients: ApiClients, tokens: AccessTokens, uses: KeyUses) =>
      new Callers(clients, tokens, issuers(resources), uses, resources.config.USER_TOKEN_SECRET),
  },
  GrantTokenService,
];
