import type { AddressKey } from '#libs/contracts';

export const nameOf = ({ tenant_id, channel, address_hash }: AddressKey): string =>
  `${tenant_id}\0${channel}\0${address_hash}`;

/** Sorted, so that all transactions lock in one order; of what is said twice, what `both` makes of it. */
export function inOrder<A extends AddressKey>(
  addresses: readonly A[],
  both: (first: A, second: A) => A = (_, second) => second,
): A[] {
  const each = new Map<string, A>();
  for (const address of addresses) {
    const name = nameOf(address);
    const known = each.get(name);
    each.set(name, known ? both(known, address) : address);
  }
  return [...each.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, address]) => address);
}
