/**
 * The guard against server-side request forgery: an address that a tenant gave must not reach into our own network. It works where the
 * connection is made, so that the address that was checked is the one that is connected to, however the name resolves a moment
 * later. A literal address never comes to `lookup` and is checked by itself. Development lets an exact `host:port` through.
 */
import { lookup as resolve, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.js';

export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';

  constructor() {
    super('the address does not lie in the public internet');
    this.name = 'AddressRefused';
  }
}

export interface Place {
  readonly hostname: string;
  readonly port: string;
  readonly protocol: string;
}

const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, '');

export class AddressGuard {
  private readonly allowed: ReadonlySet<string>;

  constructor(
    allowed: readonly string[],
    private readonly resolver: typeof resolve = resolve,
  ) {
    this.allowed = new Set(allowed);
  }

  /** Whether a place needs no check: named in full in the allow list. */
  isAllowed({ hostname, port, protocol }: Place): boolean {
    return this.allowed.has(`${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`);
  }

  /** A literal address that is not public; a name is left to `lookup`. */
  isRefusedLiteral(hostname: string): boolean {
    const address = bare(hostname);
    return isIP(address) !== 0 && !isPublicAddress(address);
  }

  /** Answers only addresses that passed; one bad address among good ones refuses the name, since no honest name has both. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.resolver(hostname, { ...options, all: true }, (error: Error | null, found: LookupAddress[]) => {
      if (error) return callback(error, '', 0);
      if (found.length === 0 || !found.every(({ address }) => isPublicAddress(address)))
        return callback(new AddressRefused(), '', 0);
      if (options.all) return callback(null, found);
      callback(null, found[0]!.address, found[0]!.family);
    });
  };
}
