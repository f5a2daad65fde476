import { isIPv4, isIPv6 } from 'node:net';

const GROUPS_KEPT = 3;

/** The network that an address lies in (/24, or /48): enough to see where a flood comes from, too little to be a person's. */
export function networkOf(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isIPv4(plain)) return `${plain.split('.').slice(0, 3).join('.')}.0/24`;
  return isIPv6(plain) ? `${groupsOf(plain).join(':')}::/48` : undefined;
}

/** The first groups of an IPv6 address, zeros that are left out written down. */
function groupsOf(address: string): string[] {
  const [before = '', after] = address.toLowerCase().split('::');
  const first = before === '' ? [] : before.split(':');
  if (after === undefined || first.length >= GROUPS_KEPT) return first.slice(0, GROUPS_KEPT).map(plainGroup);
  const last = after === '' ? [] : after.split(':');
  const zeros = Array.from({ length: 8 - first.length - last.length - (after.includes('.') ? 1 : 0) }, () => '0');
  return [...first, ...zeros, ...last].slice(0, GROUPS_KEPT).map(plainGroup);
}

const plainGroup = (group: string): string => group.replace(/^0+(?=.)/, '');
