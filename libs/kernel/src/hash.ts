import { hash } from 'node:crypto';

/**
 * The Kafka key of everything that concerns one user. A hash, since user ids may be addresses and keys are not sealed.
 * The tenant is part of it: the same user id of two tenants gives two keys.
 */
export const hashKey = (tenant: string, user: string): string =>
  hash('sha256', `${tenant}\0${user}`, 'base64url').slice(0, 22);
