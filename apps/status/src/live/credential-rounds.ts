import { cut, type Outlet } from '#libs/realtime';
import type { Viewers } from './viewer.js';

const EVERY_MS = 5_000;

interface Connected {
  readonly socket: Outlet;
  readonly auth: unknown;
  readonly from: string | undefined;
}

/**
 * Asks every few seconds whether the keys behind connected sockets still open anything, each once however many sockets it has, and
 * cuts those that do not. While nobody can say, all stay.
 */
export class CredentialRounds {
  private readonly connected = new Map<string, Connected>();
  private timer: NodeJS.Timeout | undefined;
  private asking = false;

  constructor(
    private readonly viewers: Pick<Viewers, 'identifyAnew'>,
    private readonly everyMs = EVERY_MS,
  ) {}

  add(id: string, one: Connected): void {
    this.connected.set(id, one);
    this.timer ??= setInterval(() => void this.round(), this.everyMs).unref();
  }

  remove(id: string): void {
    this.connected.delete(id);
    if (this.connected.size === 0) this.stop();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async round(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    const callers = Map.groupBy(this.connected.values(), ({ auth, from }) => JSON.stringify([auth, from]));
    await Promise.all([...callers.values()].map((own) => this.ask(own)));
    this.asking = false;
  }

  private async ask(own: readonly Connected[]): Promise<void> {
    const [{ auth, from }] = own as [Connected];
    const viewer = await this.viewers.identifyAnew(auth, from).catch(() => undefined);
    if (viewer === null) for (const { socket } of own) cut(socket, 'revoked');
  }
}
