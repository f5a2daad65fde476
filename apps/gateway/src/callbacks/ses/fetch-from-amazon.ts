import { readBounded } from '../../access/issuers/fetch-keys.js';

const TIMEOUT_MS = 3_000;

/** Of an address that was checked; whoever answers cannot send us on to another, nor keep us waiting. */
export async function fetchFromAmazon(url: string): Promise<string> {
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (answer.status !== 200 || !answer.body) throw new Error(`Amazon answered ${answer.status}`);
  return readBounded(answer.body);
}
