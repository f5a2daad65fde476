import { request } from 'undici';
import type { Told } from './callback-queue.js';

const TIMEOUT_MS = 15_000;

/** As providers do: whoever is away, overloaded or broken is told again; whoever says no is not. */
export async function postCallback(url: string, headers: Record<string, string>, body: string): Promise<Told> {
  try {
    const response = await request(url, {
      method: 'POST',
      headers,
      body,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    });
    await response.body.dump();
    const { statusCode: status } = response;
    if (status < 300) return 'done';
    return status >= 500 || status === 429 || status === 408 ? 'again' : 'dropped';
  } catch {
    return 'again';
  }
}
