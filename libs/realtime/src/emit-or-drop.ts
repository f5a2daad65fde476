/** The part of a socket that tells whether its client keeps up. */
export interface Outlet {
  emit(event: string, ...args: unknown[]): unknown;
  disconnect(close?: boolean): unknown;
  readonly conn: object;
}

/** Messages that may wait for a slow client. */
const MOST_WAITING = 1_000;

/** A client that does not keep up is cut off: it reconnects and gets the state, while what waits for it would fill our memory. */
export function emitOrDrop(socket: Outlet, event: string, payload: unknown): void {
  const { writeBuffer } = socket.conn as { readonly writeBuffer?: readonly unknown[] };
  if ((writeBuffer?.length ?? 0) > MOST_WAITING) socket.disconnect(true);
  else socket.emit(event, payload);
}
