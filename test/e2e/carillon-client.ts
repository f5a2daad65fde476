import { io, type Socket } from 'socket.io-client';
import {
  Carillon,
  type Accepted,
  type OneNotification,
  type WholeNotification,
} from '../../packages/client/src/index.js';
import { platformInfo, testUser, until } from '#libs/testing';

export type Notification = WholeNotification;

export interface LedgerEntry {
  readonly seq: number;
  readonly provider: string;
  readonly to: string;
  readonly notification_id?: string;
  readonly delivery_id?: string;
}

/** A producer's view of the running platform: its public interfaces and nothing else. */
export class CarillonClient {
  readonly info = platformInfo();
  readonly api = new Carillon({ baseUrl: this.info.gateway, apiKey: this.info.api_key });
  private readonly sockets: Socket[] = [];

  async call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    key: string = this.info.api_key,
  ): Promise<T> {
    const response = await fetch(`${this.info.gateway}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  /** A user whom every channel reaches, at addresses of the simulator. */
  async user(): Promise<{ id: string; email: string; phone: string }> {
    const id = testUser();
    const email = `${id}@example.com`;
    const phone = `+1415555${String(Math.floor(Math.random() * 8_999) + 1_000)}`;
    const { simulator } = this.info;
    const slack_url = `${simulator}/services/T0000/B0000/${id}`;
    await this.api.users.put(id, { email, phone, slack_url, webhook: { url: `${simulator}/webhook/${id}` } });
    await this.api.devices.put(id, 'phone', { platform: 'android', token: `token-of-${id}` });
    return { id, email, phone };
  }

  async token(userId: string): Promise<string> {
    return (await this.api.users.token(userId)).token;
  }

  send(
    userId: string,
    channels: NonNullable<OneNotification['channels']>,
    over: Partial<OneNotification> = {},
  ): Promise<Accepted> {
    return this.api.notifications.send({
      user_id: userId,
      notification_type: 'order_update',
      channels,
      content: { title: 'On its way', body: 'It left the warehouse' },
      ...over,
    });
  }

  find(id: string): Promise<Notification> {
    return this.api.notifications.get(id);
  }

  /** Waits until it stands there. */
  reaches(id: string, status: string, timeoutMs = 20_000): Promise<Notification> {
    const ask = async () => {
      const found = await this.find(id);
      if (found.status !== status) throw new Error(`it is ${found.status}`);
      return found;
    };
    return until(ask, { timeoutMs, everyMs: 50, what: `${id} to be ${status}` });
  }

  /** What the simulator was sent of one notification. */
  async ledger(notificationId: string): Promise<LedgerEntry[]> {
    const found: LedgerEntry[] = [];
    for (let after = ''; ;) {
      const answer = await fetch(`${this.info.simulator}/control/ledger?raw=0&limit=10000&after=${after}`);
      const page = (await answer.json()) as { entries: LedgerEntry[]; next: string | number | null };
      found.push(...page.entries.filter((entry) => entry.notification_id === notificationId));
      if (page.entries.length === 0 || page.next === null || String(page.next) === after) return found;
      after = String(page.next);
    }
  }

  connect(url: string, auth: object): Socket {
    const socket = io(url, { auth, transports: ['websocket'], forceNew: true });
    this.sockets.push(socket);
    return socket;
  }

  close(): void {
    for (const socket of this.sockets) socket.disconnect();
  }
}
