import { isProviderName, type ProviderName } from '../providers/provider-name.js';
import type { AcceptedCall, LedgerEntry, RawRequest, Send } from './ledger-entry.js';

export interface LineHead {
  readonly seq: number;
  readonly count: number;
  readonly provider: ProviderName | undefined;
}

/** The head comes first and in this order, so that a reload reads a line's first bytes only. */
export function formatLine(seq: number, call: AcceptedCall): string {
  const rest = JSON.stringify({ at: call.at, sends: call.sends, request: call.request });
  return `{"seq":${seq},"n":${call.sends.length},"provider":"${call.provider}",${rest.slice(1)}\n`;
}

/** Marks where the numbering stood when the ledger was cleared. */
export const formatReset = (seq: number): string => `{"seq":${seq},"n":0,"provider":"none"}\n`;

export function parseHead(line: string): LineHead | undefined {
  const match = /^\{"seq":(\d+),"n":(\d+),"provider":"([a-z_]+)"/.exec(line);
  if (!match) return undefined;
  const provider = match[3]!;
  return { seq: Number(match[1]), count: Number(match[2]), provider: isProviderName(provider) ? provider : undefined };
}

export function parseLine(line: string, withRaw: boolean): LedgerEntry[] {
  const head = parseHead(line);
  if (!head || head.provider === undefined) return [];
  const call = JSON.parse(line) as AcceptedCall;
  const rawOf = withRaw ? rawsOf(call) : undefined;
  return call.sends.map((send, index) => ({
    seq: head.seq + index,
    provider: call.provider,
    ...send,
    at: call.at,
    ...(rawOf && { raw: rawOf(send, index) }),
  }));
}

/** A call of a thousand recipients would come back a thousand times whole: each entry shows its own personalization. */
function rawsOf({ provider, sends, request }: AcceptedCall): (send: Send, index: number) => RawRequest {
  if (provider === 'ses') return rawsOfBulk(request);
  if (sends.length === 1 || provider !== 'sendgrid') return () => request;
  const { personalizations, ...rest } = JSON.parse(request.body) as { personalizations: { to: { email: string }[] }[] };
  const oneEach = personalizations.length === sends.length;
  return ({ to }, index) => {
    const own = oneEach
      ? personalizations[index]
      : personalizations.find((p) => p.to.some(({ email }) => email === to));
    return { ...request, body: JSON.stringify({ ...rest, personalizations: own ? [own] : [] }) };
  };
}

/** SES leaves out of many whom it does not take, so an entry is found by its own tag. */
function rawsOfBulk(request: RawRequest): (send: Send) => RawRequest {
  const { BulkEmailEntries: entries, ...rest } = JSON.parse(request.body) as { BulkEmailEntries?: BulkEntry[] };
  if (!entries) return () => request;
  return ({ delivery_id, to }) => {
    const own = entries.filter(({ ReplacementTags, Destination }) =>
      delivery_id === undefined
        ? Destination.ToAddresses.includes(to)
        : ReplacementTags?.some(({ Name, Value }) => Name === 'delivery_id' && Value === delivery_id),
    );
    return { ...request, body: JSON.stringify({ ...rest, BulkEmailEntries: own }) };
  };
}

interface BulkEntry {
  readonly Destination: { readonly ToAddresses: readonly string[] };
  readonly ReplacementTags?: readonly { readonly Name: string; readonly Value: string }[];
}
