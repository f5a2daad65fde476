import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Asks again until the answer is true, the time is up (false), or `giveUp` says that it is no use (false). */
export async function waitUntil(ask, { timeoutMs, everyMs = 50, giveUp = () => false }) {
  const end = performance.now() + timeoutMs;
  for (;;) {
    if (await Promise.resolve(ask()).catch(() => false)) return true;
    if (giveUp() || performance.now() >= end) return false;
    await pause(everyMs);
  }
}

/** Whether something listens there; with `send`, whether it answers what `expect` matches. */
export function answers({ host = '127.0.0.1', port, send, expect, timeoutMs = 1000 }) {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (result) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(timeoutMs, () => end(false));
    socket.once('error', () => end(false));
    socket.once('connect', () => (send ? socket.write(send) : end(true)));
    socket.once('data', (data) => end(expect ? expect.test(data.toString('latin1')) : true));
  });
}

/** 200 from an address? */
export async function responds(url, timeoutMs = 2000) {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  await response.arrayBuffer();
  return response.ok;
}

/** Waits for all, and only then fails with the first failure: what is still starting can't be stopped in order. */
export async function allDone(promises) {
  const results = await Promise.allSettled(promises);
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  return results.map(({ value }) => value);
}
