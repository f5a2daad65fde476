import type { Outlet } from './emit-or-drop.js';

/** Why: its token has expired, or its key opens nothing any more. */
export type CutReason = 'expired' | 'revoked';

/** Ends a connection, and says why: a client that comes back needs another credential first. */
export function cut(socket: Outlet, reason: CutReason): void {
  socket.emit('ended', { reason });
  socket.disconnect(true);
}

/** Timers know no later time than that. */
const LONGEST_MS = 2 ** 31 - 1;

/** Cuts the socket when its token expires; call what it answers when the socket has ended before. */
export function cutAt(socket: Outlet, untilMs: number, now: () => number = Date.now): () => void {
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const left = Math.max(0, untilMs - now());
    timer = setTimeout(() => (untilMs <= now() ? cut(socket, 'expired') : wait()), Math.min(left, LONGEST_MS)).unref();
  };
  wait();
  return () => clearTimeout(timer);
}
