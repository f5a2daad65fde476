/**
 * Sessions that stay open from one mail to the next, so many at most. Nodemailer's own pool sends a mail again when a connection
 * ends, and cannot be told to stop; here nothing happens that nobody asked for.
 */
import { Turns } from '../../mail/turns.js';

export interface PooledSession {
  /** Still open, and waiting for the next mail. */
  readonly isUsable: boolean;
  close(): void;
}

/** Servers hang up on who is silent for some minutes; we do so first. */
const IDLE_MS = 30_000;

interface Idle<S> {
  readonly session: S;
  readonly timer: NodeJS.Timeout;
}

export class SmtpPool<S extends PooledSession> {
  private readonly turns: Turns;
  private idle: Idle<S>[] = [];

  constructor(
    private readonly open: (signal: AbortSignal) => Promise<S>,
    most: number,
  ) {
    this.turns = new Turns(most);
  }

  /** Undefined when the signal came before a session was free. */
  async use<T>(signal: AbortSignal, work: (session: S) => Promise<T>): Promise<T | undefined> {
    const leave = await this.turns.take(signal);
    if (!leave) return undefined;
    try {
      const session = this.next() ?? (await this.open(signal));
      try {
        return await work(session);
      } finally {
        this.keep(session);
      }
    } finally {
      leave();
    }
  }

  close(): void {
    for (const { session, timer } of this.idle.splice(0)) {
      clearTimeout(timer);
      session.close();
    }
  }

  private next(): S | undefined {
    for (let last = this.idle.pop(); last; last = this.idle.pop()) {
      clearTimeout(last.timer);
      if (last.session.isUsable) return last.session;
      last.session.close();
    }
    return undefined;
  }

  private keep(session: S): void {
    if (!session.isUsable) return session.close();
    const timer = setTimeout(() => {
      this.idle = this.idle.filter((one) => one.session !== session);
      session.close();
    }, IDLE_MS);
    timer.unref();
    this.idle.push({ session, timer });
  }
}
