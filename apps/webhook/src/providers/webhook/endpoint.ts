import { AddressRefused, type AddressGuard } from '#libs/network';

/** An endpoint's address, read and checked as far as can be done without resolving its name. */
export type Endpoint =
  { readonly origin: string; readonly path: string } | { readonly refused: string; readonly detail: string };

/** As many endpoints as one lane meets at once; reading an address again is cheap, keeping all of them is not. */
const KEPT = 1_000;

export class Endpoints {
  private readonly read = new Map<string, Endpoint>();

  constructor(private readonly guard: AddressGuard) {}

  at(url: string): Endpoint {
    let endpoint = this.read.get(url);
    if (endpoint) return endpoint;
    endpoint = this.parse(url);
    if (this.read.size >= KEPT) this.read.clear();
    this.read.set(url, endpoint);
    return endpoint;
  }

  private parse(text: string): Endpoint {
    const url = URL.parse(text);
    if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username || url.password)
      return { refused: 'bad_url', detail: 'the address is not a plain http or https one' };
    if (!this.guard.isAllowed(url) && this.guard.isRefusedLiteral(url.hostname))
      return { refused: 'address_refused', detail: new AddressRefused().message };
    return { origin: url.origin, path: `${url.pathname}${url.search}` };
  }
}
