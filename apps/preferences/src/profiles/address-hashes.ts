import { addressHash, type Vault } from '#libs/vault';
import type { Reachable } from './profile-document.js';

/** By which a suppression finds the user. */
export const hashesOf = (vault: Vault, tenantId: string, { email, phone }: Pick<Reachable, 'email' | 'phone'>) => ({
  email_hash: email === undefined ? null : addressHash(vault, tenantId, 'email', email),
  phone_hash: phone === undefined ? null : addressHash(vault, tenantId, 'sms', phone),
});
