// The server side of the page /try. It plays the backend of a product: it holds the API key, makes itself known to Carillon as a
// user's backend would, and gives the browser nothing but that user's own token.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { json, jsonOf, problem, type Answer, type Exchange } from '../http/exchange.js';
import { devicesOf } from './devices.js';
import { GatewayClient } from './gateway-client.js';

const COOKIE = 'carillon_try_user';

const messageSchema = z.strictObject({
  title: z.string().trim().min(1).max(200),
  body: z.string().trim().min(1).max(2_000),
  channels: z
    .array(z.enum(['in_app', 'email', 'sms', 'push']))
    .min(1)
    .max(4),
});

export interface TryOptions {
  readonly gatewayUrl: string;
  readonly statusUrl: string;
  readonly inAppUrl: string;
  /** Where the push app reaches this simulator by TLS. */
  readonly tlsUrl: string;
  readonly apiKey: string | undefined;
}

export class TryBackend {
  private readonly gateway: GatewayClient;

  constructor(private readonly options: TryOptions) {
    this.gateway = new GatewayClient(options.gatewayUrl, options.apiKey ?? '');
  }

  matches(path: string): boolean {
    return path === '/try/session' || path === '/try/messages';
  }

  async handle(exchange: Exchange): Promise<Answer> {
    if (exchange.method !== 'POST') return problem(405, 'Method Not Allowed');
    if (!isOwnPage(exchange)) return problem(403, 'Forbidden', 'only the page itself may call this');
    if (!this.options.apiKey)
      return problem(503, 'Service Unavailable', 'the simulator was started without an API_KEY');
    return exchange.path === '/try/session' ? this.session(exchange) : this.send(exchange);
  }

  private async session(exchange: Exchange): Promise<Answer> {
    const known = userOf(exchange);
    const user = known ?? `try-${randomBytes(6).toString('hex')}`;
    const stored = await this.gateway.call('PUT', `/v1/users/${user}`, {
      email: `${user}@example.org`,
      phone: `+43664${String(parseInt(user.slice(-6), 16) % 10_000_000).padStart(7, '0')}`,
    });
    if (stored.status >= 300) return stored;
    const devices = devicesOf(user, this.options.tlsUrl);
    const owned = await this.gateway.call('PUT', `/v1/users/${user}/devices`, { devices });
    if (owned.status >= 300) return owned;
    const issued = await this.gateway.call('POST', `/v1/users/${user}/tokens`, {});
    if (issued.status >= 300) return issued;
    const { token, expires_at } = JSON.parse(String(issued.body)) as { token: string; expires_at: string };
    const { statusUrl: status_url, inAppUrl: in_app_url } = this.options;
    const cookie: Record<string, string> = known
      ? {}
      : { 'set-cookie': `${COOKIE}=${user}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000` };
    return json(200, { user_id: user, token, expires_at, status_url, in_app_url }, cookie);
  }

  private async send(exchange: Exchange): Promise<Answer> {
    const user = userOf(exchange);
    if (!user) return problem(401, 'Unauthorized', 'there is no session yet');
    const parsed = messageSchema.safeParse(jsonOf(exchange));
    if (!parsed.success) return problem(422, 'Unprocessable Content', z.prettifyError(parsed.error));
    const { title, body, channels } = parsed.data;
    return this.gateway.call('POST', '/v1/notifications', {
      user_id: user,
      notification_type: 'order_update',
      priority: 'high',
      channels,
      content: { title, body },
      idempotency_key: `try-${randomBytes(12).toString('hex')}`,
    });
  }
}

const userOf = ({ headers }: Exchange): string | undefined =>
  new RegExp(`(?:^|; )${COOKIE}=(try-[0-9a-f]{12})(?:;|$)`).exec(headers.cookie ?? '')?.[1];

/** The key behind this page must not serve another site open in the same browser. */
export function isOwnPage({ headers }: Exchange): boolean {
  if (!headers['content-type']?.startsWith('application/json')) return false;
  const { origin, host } = headers;
  return origin === undefined ? headers['sec-fetch-site'] === undefined : origin === `http://${host}`;
}
