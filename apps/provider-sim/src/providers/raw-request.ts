import type { Exchange } from '../http/exchange.js';
import type { RawRequest } from '../ledger/ledger-entry.js';

/** What is kept of a call. Credentials are not: the ledger's page shows the rest. */
export function rawRequest({ method, url, headers, ...exchange }: Exchange, kept?: string): RawRequest {
  const said = kept ?? exchange.body;
  // Of a form; in JSON nobody's secret is called so.
  const body = said.includes('api_secret=') ? said.replace(/(^|&)api_secret=[^&]*/, '$1api_secret=***') : said;
  if (headers.authorization === undefined) return { method, url, headers, body };
  return { method, url, headers: { ...headers, authorization: '***' }, body };
}
