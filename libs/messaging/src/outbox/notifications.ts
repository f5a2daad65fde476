import pg from 'pg';
import { doubling, sleep } from '../kafka/abortable.js';

const RECONNECT_MS = { first: 250, most: 5_000 };

/** Listens on a session of its own, for ever: whatever was missed while it was not connected, `onConnected` must find. */
export class Notifications {
  private readonly stopping = new AbortController();
  private client: pg.Client | undefined;
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
    await this.client?.end().catch(() => {});
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
    const client = new pg.Client({ connectionString: this.url, application_name: this.name, keepAlive: true });
    const ended = new Promise<void>((resolve) => {
      client.once('end', resolve);
      client.on('error', () => resolve());
    });
    this.client = client;
    client.on('notification', ({ payload = '' }) => this.onNotified(payload));
    await client.connect();
    await client.query(`listen "${this.channel}"`);
    connected();
    this.onConnected();
    await ended;
    await client.end().catch(() => {});
  }
}
