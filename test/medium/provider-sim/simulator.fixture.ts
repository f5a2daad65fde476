import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http, { type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../../../apps/provider-sim/src/settings.js';
import { startSimulator, type Simulator } from '../../../apps/provider-sim/src/simulator.js';

interface Callback {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A gateway that only listens: what the simulator calls back is awaited, never slept for. */
class ListeningGateway {
  readonly callbacks: Callback[] = [];
  status = 204;
  private wake = () => {};
  private readonly server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      if (this.status < 300) this.callbacks.push({ url: request.url!, headers: request.headers, body });
      response.writeHead(this.status).end();
      this.wake();
    });
  });

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async called(): Promise<void> {
    await new Promise<void>((ok) => (this.wake = ok));
  }

  async received(count: number): Promise<readonly Callback[]> {
    while (this.callbacks.length < count) await this.called();
    return this.callbacks;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

export interface Running {
  readonly simulator: Simulator;
  readonly url: string;
  readonly gateway: ListeningGateway;
  readonly gatewayUrl: string;
  readonly ca: string;
  control<T>(method: string, path: string, body?: unknown): Promise<T>;
  ledger(): Promise<LedgerEntry[]>;
  /** Stops it and starts another on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

interface LedgerEntry {
  readonly seq: number;
  readonly provider: string;
  readonly to: string;
  readonly notification_id?: string;
  readonly delivery_id?: string;
  readonly message_id: string;
  readonly raw?: { readonly body: string };
}

export async function runSimulator(): Promise<Running> {
  const gateway = new ListeningGateway();
  const gatewayUrl = await gateway.start();
  const directory = mkdtempSync(join(tmpdir(), 'simulator-'));
  const env = {
    PORT: '0',
    TLS_PORT: '0',
    SMTP_PORT: '0',
    DATA_DIR: directory,
    PUBLIC_URL: gatewayUrl,
    GATEWAY_URL: gatewayUrl,
    STATUS_URL: gatewayUrl,
    IN_APP_URL: gatewayUrl,
    TWILIO_AUTH_TOKEN: 'token',
  };
  const start = () => startSimulator(readSettings(env), (error) => console.error(error));
  let simulator = await start();
  const url = () => `http://127.0.0.1:${simulator.port}`;

  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url()}/control/${path}`, {
      method,
      body: body && JSON.stringify(body),
    } as RequestInit);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
  return {
    get simulator() {
      return simulator;
    },
    get url() {
      return url();
    },
    gateway,
    gatewayUrl,
    ca: readFileSync(join(directory, 'ca.pem'), 'utf8'),
    control,
    ledger: async () => (await control<{ entries: LedgerEntry[] }>('GET', 'ledger?limit=10000')).entries,
    async restart() {
      await simulator.stop();
      simulator = await start();
    },
    async stop() {
      await simulator.stop();
      await gateway.stop();
      rmSync(directory, { recursive: true });
    },
  };
}
