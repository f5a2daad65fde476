import { Socket } from 'node:net';
import pg from 'pg';
import { doubling, sleep } from '../kafka/abortable.js';

const RECONNECT_MS = { first: 250, most: 5_000 };
const CONNECT_TIMEOUT_MS = 5_000;

/** Listens on a session of its own, for ever: whatever was missed while it was not connected, `onConnected` must find. */
export class Notifications {
  private readonly stopping = new AbortController();
  private socket: Socket | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly url: string,
    /** Shown as application_name. */
    private readonly name: string,
    private readonly channel: string,
    private readonly onConnected: () => void,
    private readonly onNotified: (payload: string) => void,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    // pg's own end waits for the server; and who is still connecting is never told that it has ended.
    this.socket?.destroy();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        await this.session(() => (failures = 0));
      } catch {
        // as good as an end
      }
      await sleep(doubling(RECONNECT_MS.first, RECONNECT_MS.most, failures + 1), signal);
    }
  }

  /** Until the connection ends. */
  private async session(connected: () => void): Promise<void> {
    const socket = new Socket();
    this.socket = socket;
    const client = new pg.Client({
      connectionString: this.url,
      application_name: this.name,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      stream: () => socket,
    });
    const ended = new Promise<void>((resolve) => {
      client.once('end', resolve);
      client.on('error', () => resolve());
    });
    client.on('notification', ({ payload = '' }) => this.onNotified(payload));
    try {
      await client.connect();
      await client.query(`listen "${this.channel}"`);
      connected();
      this.onConnected();
      await ended;
    } finally {
      socket.destroy();
    }
  }
}
