import type { ProviderCall } from '#libs/delivery';
import type { Mail } from './mail.js';

/** Calls that one `send` makes at once when its mails do not go together. */
const AT_ONCE = 64;

/** Sends each batch; one that has to go in smaller ones answers those. */
export async function inBatches(batches: Mail[][], send: (batch: Mail[]) => Promise<Mail[][]>): Promise<void> {
  const waiting = [...batches];
  const work = async () => {
    for (let batch = waiting.shift(); batch; batch = waiting.shift()) waiting.unshift(...(await send(batch)));
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, work));
}

/** Nothing shall go wrong for these because of others that went along. */
export const isUrgent = ({ priority }: ProviderCall): boolean => priority === 'critical' || priority === 'high';

export function halves(batch: Mail[]): Mail[][] {
  const half = batch.length >> 1;
  return [batch.slice(0, half), batch.slice(half)];
}
