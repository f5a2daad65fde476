import type { AddressKey, SuppressibleChannel } from '#libs/contracts';

/** What the version of an address is called; neither a channel nor a hash has a colon in it. */
export const suppressionKey = ({ tenant_id, channel, address_hash }: AddressKey): string =>
  `${tenant_id}:${channel}:${address_hash}`;

export function addressOfKey(key: string): AddressKey {
  const hash = key.lastIndexOf(':');
  const channel = key.lastIndexOf(':', hash - 1);
  return {
    tenant_id: key.slice(0, channel),
    channel: key.slice(channel + 1, hash) as SuppressibleChannel,
    address_hash: key.slice(hash + 1),
  };
}
