import { Agent, buildConnector } from 'undici';
import type { AddressGuard } from '#libs/network';

const LONGEST_CONNECT_MS = 5_000;

/** Connects to what the guard lets through; `ca` is for the places that it was told of. */
export function webPushAgent(guard: AddressGuard, timeoutMs: number, ca: string | Buffer | undefined): Agent {
  const timeout = Math.min(LONGEST_CONNECT_MS, timeoutMs / 2);
  // As for webhooks: over HTTP/2 all calls would share a connection, and nobody would know what had left when it breaks.
  const allowH2 = false;
  const open = buildConnector({ timeout, allowH2, ca });
  const guarded = buildConnector({ timeout, allowH2, lookup: guard.lookup });
  return new Agent({
    allowH2,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxHeaderSize: 16_384,
    connect: (place, done) => (guard.isAllowed(place) ? open(place, done) : guarded(place, done)),
  });
}
