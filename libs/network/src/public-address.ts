import { BlockList, isIP } from 'node:net';

/** Special-purpose addresses (IANA registries): none of them is a customer's endpoint. */
const REFUSED_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** Of IPv6 only global unicast is public at all: loopback, link-local, unique local, v4-mapped and NAT64 lie outside. */
const GLOBAL_V6 = ['2000::/3'];
/** Within it: protocol assignments (Teredo, ORCHID), documentation, 6to4, which carries a v4 address. */
const REFUSED_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const refusedV4 = blockList('ipv4', REFUSED_V4);
const globalV6 = blockList('ipv6', GLOBAL_V6);
const refusedV6 = blockList('ipv6', REFUSED_V6);

/** Whether this literal address may be connected to on behalf of a tenant. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !refusedV4.check(address, 'ipv4');
    case 6:
      // A zone (`fe80::1%eth0`) only goes with link-local addresses.
      return !address.includes('%') && globalV6.check(address, 'ipv6') && !refusedV6.check(address, 'ipv6');
    default:
      return false;
  }
}

function blockList(family: 'ipv4' | 'ipv6', networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address, prefix] = network.split('/') as [string, string];
    list.addSubnet(address, Number(prefix), family);
  }
  return list;
}
