import type { LedgerEntry } from '../../ledger/ledger-entry.js';

const BY_ARGUMENT = /^\(?unique_args\['([\w-]+)'\]="([^"]*)"\)?$/;
const MOST = 1_000;

const argumentOf = (query: URLSearchParams): readonly (string | undefined)[] =>
  BY_ARGUMENT.exec(query.get('query') ?? '')?.slice(1) ?? [];

/** The one delivery that is asked for. */
export function deliveryOf(query: URLSearchParams): string | undefined {
  const [name, value] = argumentOf(query);
  return name === 'delivery_id' ? value : undefined;
}

/** The Email Activity of one custom argument, newest first; undefined: a query that this stand-in does not know. */
export function activityOf(entries: readonly LedgerEntry[], query: URLSearchParams): object[] | undefined {
  const [name, value] = argumentOf(query);
  if (name === undefined) return undefined;
  const limit = Math.min(Number(query.get('limit') ?? 10), MOST);
  const found = entries.filter(({ custom_args }) => custom_args?.[name] === value).slice(-limit);
  return found.reverse().map(({ to, message_id, at }) => ({
    msg_id: message_id,
    to_email: to,
    status: 'delivered',
    opens_count: 0,
    clicks_count: 0,
    last_event_time: at,
  }));
}
