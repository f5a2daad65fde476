import type { Exchange } from '../http/exchange.js';
import type { RawRequest } from '../ledger/ledger-entry.js';

/** What is kept of a call. Credentials are not: the ledger's page shows the rest. */
export function rawRequest({ method, url, headers, ...exchange }: Exchange, kept?: string): RawRequest {
  const body = kept ?? exchange.body;
  if (headers.authorization === undefined) return { method, url, headers, body };
  return { method, url, headers: { ...headers, authorization: '***' }, body };
}
