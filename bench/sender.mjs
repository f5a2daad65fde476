import http from 'node:http';
import { userName } from './users.mjs';

const BULK = 1_000;
const BULK_LANES = 4;
const SINGLE_LANES = 64;

/** The same text as the limit's. */
export const content = (n) => ({
  title: 'Your order is on its way',
  body: 'Hello Ada, order 12345 left the warehouse and will arrive on Monday. Track it here.',
  data: { order_id: String(n) },
});

export const notification = (n, channel) => ({
  user_id: userName(n),
  notification_type: channel === 'email' ? 'newsletter' : 'order_update',
  priority: 'low',
  channels: [channel],
  content: content(n),
});

/** Posts bodies and wants 202: as little client as there can be, since it runs on the platform's cores. */
export class Sender {
  #agent = new http.Agent({ keepAlive: true, maxSockets: SINGLE_LANES + BULK_LANES });

  constructor({ gateway, apiKey }) {
    this.gateway = new URL(gateway);
    this.apiKey = apiKey;
  }

  close = () => this.#agent.destroy();

  post(path, body) {
    const text = JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const request = http.request(
        {
          host: this.gateway.hostname,
          port: this.gateway.port,
          method: 'POST',
          path,
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${this.apiKey}`,
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(text),
          },
        },
        (response) => {
          let answer = '';
          response.setEncoding('utf8').on('data', (chunk) => (answer += chunk));
          response.on('end', () =>
            response.statusCode === 202
              ? resolve(answer)
              : reject(new Error(`${path}: ${response.statusCode} ${answer.slice(0, 300)}`)),
          );
        },
      );
      request.on('error', reject);
      request.end(text);
    });
  }

  /** n notifications through bulk, 1,000 at a time over 4 connections, as the limit is given them. */
  bulk(n, channel) {
    return inLanes(BULK_LANES, Math.ceil(n / BULK), async (index) => {
      const first = index * BULK;
      const count = Math.min(BULK, n - first);
      const notifications = Array.from({ length: count }, (_, i) => notification(first + i, channel));
      const answer = await this.post('/v1/notifications/bulk', { notifications });
      const accepted = answer.split('"id"').length - 1;
      if (accepted !== count) throw new Error(`bulk accepted ${accepted} of ${count}: ${answer.slice(0, 300)}`);
    });
  }

  /** n notifications, one a request, over 64 connections. */
  single(n, channel) {
    return inLanes(SINGLE_LANES, n, (index) => this.post('/v1/notifications', notification(index, channel)));
  }
}

async function inLanes(lanes, count, work) {
  let next = 0;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (next < count) await work(next++);
    }),
  );
}
