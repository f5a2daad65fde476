import { isSuppressible, type AddressKey, type DispatchRecord } from '#libs/contracts';
import { addressHash, type Vault } from '#libs/vault';

/** undefined: it has none. A target that cannot be opened is found out by whoever is to send to it. */
export function addressKeyOf(vault: Vault, { tenant_id, target, channel }: DispatchRecord): AddressKey | undefined {
  if (!isSuppressible(channel)) return undefined;
  try {
    const { email, phone } = JSON.parse(vault.open(tenant_id, target)) as { email?: string; phone?: string };
    const address = email ?? phone;
    if (address === undefined) return undefined;
    return { tenant_id, channel, address_hash: addressHash(vault, tenant_id, channel, address) };
  } catch {
    return undefined;
  }
}
