import { clientAddress, type AddressList } from '#libs/network';

/** The part of a socket's handshake that tells where it comes from. */
interface Handshake {
  readonly address: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Where a connection comes from; proxies of ours are seen through. */
export const addressOf = ({ address, headers }: Handshake, proxies: AddressList): string | undefined =>
  clientAddress(address, headers['x-forwarded-for'] as string | undefined, proxies);
