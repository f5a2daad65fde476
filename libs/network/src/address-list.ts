import { BlockList, isIP, SocketAddress } from 'node:net';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/;
const MAPPED_BITS = 96;
const RANGE = /^([^/]+)(?:\/(0|[1-9]\d{0,2}))?$/;

interface Range {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly bits: number;
}

/** One spelling for one address; an IPv4 address within IPv6 is the IPv4 address. Undefined for what is none. */
export function plainAddress(text: string): string | undefined {
  const version = isIP(text);
  if (version === 4) return text;
  // A zone (`fe80::1%eth0`) means something on one machine only.
  if (version === 0 || text.includes('%')) return undefined;
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  return MAPPED.exec(address)?.[1] ?? address;
}

/** `10.0.0.0/8`, `2001:db8::/32`, or one address; undefined for what is none. */
function readRange(text: string): Range | undefined {
  const [, written = '', bitsText] = RANGE.exec(text) ?? [];
  const address = plainAddress(written);
  if (address === undefined) return undefined;
  const isV4 = isIP(address) === 4;
  const most = isV4 ? 32 : 128;
  const mapped = isV4 && isIP(written) === 6 ? MAPPED_BITS : 0;
  const bits = bitsText === undefined ? most : Number(bitsText) - mapped;
  return bits < 0 || bits > most ? undefined : { address, family: isV4 ? 'ipv4' : 'ipv6', bits };
}

export const isAddressRange = (text: string): boolean => readRange(text) !== undefined;

/** Addresses, by ranges in CIDR. */
export class AddressList {
  private readonly ranges = new BlockList();

  constructor(ranges: readonly string[]) {
    for (const text of ranges) {
      const range = readRange(text);
      if (!range) throw new Error('not a range of addresses');
      this.ranges.addSubnet(range.address, range.bits, range.family);
    }
  }

  has(text: string): boolean {
    const address = plainAddress(text);
    return address !== undefined && this.ranges.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
}
