/**
 * Fetches what a request wants attached. The address is a tenant's, so it is called as their webhooks are: through the guard, over
 * https, following nothing, for so many bytes and so long at most.
 */
import { Agent, request } from 'undici';
import { attachableType } from '#libs/contracts';
import type { AddressGuard } from '#libs/network';
import { retryAfterMs } from '#libs/provider-http';
import type { NoMail } from '../mail.js';

export interface FetchedFile {
  readonly contentType: string | undefined;
  readonly content: Buffer;
}

export interface FetchLimits {
  readonly bytes: number;
  readonly timeoutMs: number;
}

const refused = (code: string, detail: string): NoMail => ({ kind: 'rejected', code: `attachment_${code}`, detail });
const later = (detail: string, afterMs?: number): NoMail => ({
  kind: 'retry',
  code: 'attachment_unavailable',
  detail,
  afterMs,
});

export const guardedAgent = (guard: AddressGuard, timeoutMs: number): Agent =>
  new Agent({ connect: { timeout: timeoutMs, lookup: guard.lookup } });

/** For places that need no guard; development. */
export const openAgent = (timeoutMs: number): Agent => new Agent({ connect: { timeout: timeoutMs } });

export async function fetchFile(
  url: string,
  agent: Agent,
  { bytes, timeoutMs }: FetchLimits,
): Promise<FetchedFile | NoMail> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const { statusCode, headers, body } = await request(url, { dispatcher: agent, signal });
    const size = Number(headers['content-length'] ?? 0);
    const outcome = size > bytes ? tooLarge(bytes) : refusalOf(statusCode, headers['retry-after']);
    if (outcome) {
      body.on('error', () => {}).destroy();
      return outcome;
    }
    const chunks: Buffer[] = [];
    let read = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      read += chunk.length;
      if (read > bytes) return tooLarge(bytes);
      chunks.push(chunk);
    }
    const type = headers['content-type'];
    return { content: Buffer.concat(chunks), contentType: attachableType(String(type ?? '')) };
  } catch (error) {
    return (error as { code?: unknown }).code === 'ADDRESS_REFUSED'
      ? refused('address_refused', 'the file does not lie in the public internet')
      : later('the file could not be fetched');
  }
}

const tooLarge = (bytes: number) => refused('too_large', `the file has more than ${bytes} bytes`);

/** Whoever is ill or busy is asked again; whoever says no, or elsewhere, is believed. */
function refusalOf(status: number, retryAfter: string | string[] | undefined): NoMail | undefined {
  if (status === 200) return undefined;
  const detail = `its address answered ${status}`;
  return status >= 500 || status === 429 || status === 408
    ? later(detail, retryAfterMs(retryAfter))
    : refused('refused', detail);
}
