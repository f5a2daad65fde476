import { AddressRefused, type AddressGuard } from '#libs/network';

/** Where a browser's push service is to be called, as far as can be said without resolving its name. */
export type PushEndpoint =
  { readonly url: string; readonly origin: string } | { readonly refused: string; readonly detail: string };

/** Endpoints come from browsers, and so from anybody: https alone, and nothing that lies in a network of ours. */
export function pushEndpoint(text: string, guard: AddressGuard): PushEndpoint {
  const url = URL.parse(text);
  if (!url || url.protocol !== 'https:' || url.username || url.password)
    return { refused: 'bad_url', detail: 'the endpoint is not a plain https one' };
  if (!guard.isAllowed(url) && guard.isRefusedLiteral(url.hostname))
    return { refused: 'address_refused', detail: new AddressRefused().message };
  return { url: url.href, origin: url.origin };
}
