import { isProviderName, type ProviderName } from '../providers/provider-name.js';
import type { AcceptedCall, LedgerEntry, RawRequest } from './ledger-entry.js';

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
  return call.sends.map((send, index) => ({
    seq: head.seq + index,
    provider: call.provider,
    ...send,
    at: call.at,
    ...(withRaw && { raw: call.sends.length > 1 ? narrowed(call, index) : call.request }),
  }));
}

/** A call of a thousand recipients would come back a thousand times whole: each entry shows its own personalization. */
function narrowed(call: AcceptedCall, index: number): RawRequest {
  if (call.provider !== 'sendgrid') return call.request;
  const body = JSON.parse(call.request.body) as { personalizations: { to: { email: string }[] }[] };
  const to = call.sends[index]!.to;
  const own =
    body.personalizations.length === call.sends.length
      ? body.personalizations[index]
      : body.personalizations.find((one) => one.to.some(({ email }) => email === to));
  return { ...call.request, body: JSON.stringify({ ...body, personalizations: own ? [own] : [] }) };
}
