import type { Vault } from './vault.js';

/**
 * What an address is known by where it must not be told. Mail that comes back for Ada@example.com is about ada@example.com:
 * hardly a mailbox tells them apart, and a suppression must not be got round by a capital letter.
 */
export const addressHash = (
  vault: Pick<Vault, 'keyedHash'>,
  tenant: string,
  channel: 'email' | 'sms',
  address: string,
): string => vault.keyedHash(tenant, `${channel} ${channel === 'email' ? address.toLowerCase() : address}`);
