import { plainAddress, type AddressList } from './address-list.js';

/**
 * Who calls: the other end of the connection, or, where that is a proxy of ours, the last address of X-Forwarded-For that is
 * none. What stands before it was written by whoever called, and nobody believes it.
 */
export function clientAddress(
  peer: string,
  forwardedFor: string | undefined,
  proxies: AddressList,
): string | undefined {
  const hops = [...(forwardedFor?.split(',') ?? []).map((hop) => hop.trim()), peer];
  let address = hops.pop() as string;
  while (hops.length > 0 && proxies.has(address)) address = hops.pop() as string;
  return plainAddress(address);
}
