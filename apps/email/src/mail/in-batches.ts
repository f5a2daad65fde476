import type { Outcome, ProviderCall } from '#libs/delivery';
import type { Mail } from './mail.js';
import type { Mailroom } from './mailroom.js';

/** Settles a batch, or answers the smaller ones to try instead. */
type SendBatch = (batch: Mail[], outcomes: Map<ProviderCall, Outcome>) => Promise<Mail[][]>;

/** Calls that one `send` makes at once when its mails do not go together. */
const AT_ONCE = 64;

/** One outcome a call, in order. Urgent mails go alone: nothing shall go wrong for them because of others that went along. */
export async function sendInBatches(
  calls: readonly ProviderCall[],
  mailroom: Mailroom,
  batchesOf: (mails: Mail[]) => Mail[][],
  send: SendBatch,
): Promise<Outcome[]> {
  const outcomes = new Map<ProviderCall, Outcome>();
  const mails = mailroom.prepare(calls, outcomes);
  const batches = calls.some(isUrgent) ? mails.map((mail) => [mail]) : batchesOf(mails);
  await inBatches(batches, (batch) => send(batch, outcomes));
  return calls.map((call) => outcomes.get(call)!);
}

async function inBatches(batches: Mail[][], send: (batch: Mail[]) => Promise<Mail[][]>): Promise<void> {
  const waiting = [...batches];
  const work = async () => {
    for (let batch = waiting.shift(); batch; batch = waiting.shift()) waiting.unshift(...(await send(batch)));
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, work));
}

const isUrgent = ({ priority }: ProviderCall): boolean => priority === 'critical' || priority === 'high';

export function halves(batch: Mail[]): Mail[][] {
  const half = batch.length >> 1;
  return [batch.slice(0, half), batch.slice(half)];
}
