import type { Vault } from './vault.js';

/**
 * What an address is known by where it must not be told. Mail that comes back for Ada@example.com is about ada@example.com:
 * hardly a mailbox tells them apart, and a suppression must not be got round by a capital letter. A number is the same number for
 * SMS and chat, so that what is known of a user by it needs to be kept once.
 */
export const addressHash = (
  vault: Pick<Vault, 'keyedHash'>,
  tenant: string,
  channel: 'email' | 'sms' | 'chat',
  address: string,
): string => vault.keyedHash(tenant, channel === 'email' ? `email ${address.toLowerCase()}` : `sms ${address}`);
