import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Target } from '#libs/contracts';
import { WebhookProvider } from '../../../apps/webhook/src/providers/webhook/webhook.provider.js';
import { runSimulator, type Running } from '../provider-sim/simulator.fixture.js';
import { aCall } from '../providers/provider-call.builder.js';

const never = new AbortController().signal;
const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const at = (url: string): Target => ({ channel: 'webhook', endpoint_id: 'e-1', url, secret });

describe('a webhook', () => {
  let sim: Running;
  let provider: WebhookProvider;

  beforeAll(async () => {
    sim = await runSimulator();
    await sim.control('PUT', 'webhooks/signed', { secret });
    const { port } = sim.simulator;
    provider = new WebhookProvider({ timeoutMs: 5_000, allow: [`127.0.0.1:${port}`] });
  });
  afterAll(async () => {
    await provider.close();
    await sim.stop();
  });

  test('is signed, so that the endpoint can tell it from anyone else’s', async () => {
    const call = aCall({ target: at(`${sim.url}/webhook/signed`) });
    expect(await provider.send([call], never)).toEqual([{ kind: 'sent', delivered: true }]);
    const [entry] = await sim.ledger();
    expect(entry).toMatchObject({ delivery_id: call.deliveryId, signature: 'valid' });
    expect(JSON.parse(entry!.raw!.body)).toEqual({
      type: 'order_update',
      timestamp: call.timestamp,
      notification_id: call.notificationId,
      delivery_id: call.deliveryId,
      data: {
        notification_id: call.notificationId,
        delivery_id: call.deliveryId,
        user_id: 'user-1',
        notification_type: 'order_update',
        priority: 'medium',
        title: 'Your order',
        body: 'It is on its way.',
        data: { order: '12' },
        metadata: { campaign: 'spring' },
      },
    });
  });

  test('is signed by both secrets while one takes over from the other, and by one alone after that', async () => {
    const next = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const during = { secret, until: new Date(Date.now() + 60_000).toISOString() };
    const url = `${sim.url}/webhook/signed`;
    const target = { ...at(url), secret: next } as Target;
    const rotating = aCall({ target: { ...target, previous: during } as Target });
    expect(await provider.send([rotating], never)).toEqual([{ kind: 'sent', delivered: true }]);
    const { headers, body } = (await sim.ledger()).at(-1)!.raw as { headers: Record<string, string>; body: string };
    const signed = (whsec: string) =>
      createHmac('sha256', Buffer.from(whsec.slice(6), 'base64'))
        .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
        .digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signed(next)} v1,${signed(secret)}`);
    const over = { secret, until: new Date(Date.now() - 1).toISOString() };
    const after = aCall({ target: { ...target, previous: over } as Target });
    expect(await provider.send([after], never)).toEqual([{ kind: 'retry', code: 'http_401' }]);
  });

  test('that tells a producer of an event has the event as its body, to the letter', async () => {
    const body = JSON.stringify({ type: 'notification.status', data: { status: 'READ' } });
    const content = { title: 'notification.status', body };
    const call = aCall({ target: at(`${sim.url}/webhook/signed`), content, subscriptionId: 's-1' });
    expect(await provider.send([call], never)).toEqual([{ kind: 'sent', delivered: true }]);
    expect((await sim.ledger()).at(-1)).toMatchObject({ signature: 'valid', raw: { body } });
  });

  test('is refused by an endpoint with another secret, and may be right later', async () => {
    const target = { ...at(`${sim.url}/webhook/signed`), secret: 'whsec_AAAA' } as Target;
    expect(await provider.send([aCall({ target })], never)).toEqual([{ kind: 'retry', code: 'http_401' }]);
  });

  test('does not go to a name that leads into our own network', async () => {
    const { port } = sim.simulator;
    const outcome = await provider.send([aCall({ target: at(`http://localhost:${port}/webhook/a`) })], never);
    expect(outcome).toMatchObject([{ kind: 'rejected', code: 'address_refused' }]);
  });

  test('is given up for good by an endpoint that is gone', async () => {
    await sim.control('PUT', 'faults/webhook', { mode: 'error', status: 410, until_count: 1 });
    const outcome = await provider.send([aCall({ target: at(`${sim.url}/webhook/a`) })], never);
    expect(outcome).toMatchObject([{ kind: 'rejected', code: 'endpoint_gone' }]);
  });

  describe('at an endpoint that watches its connections', () => {
    const sockets = new Set<Socket>();
    let answer: (request: IncomingMessage, response: http.ServerResponse) => void;
    let server: http.Server;
    let url: string;
    let own: WebhookProvider;

    beforeEach(async () => {
      sockets.clear();
      server = http.createServer((request, response) => {
        request.resume().on('end', () => answer(request, response));
      });
      server.on('connection', (socket) => sockets.add(socket)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      url = `http://127.0.0.1:${port}/hook`;
      own = new WebhookProvider({ timeoutMs: 5_000, allow: [`127.0.0.1:${port}`] });
    });
    afterEach(async () => {
      await own.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    });

    const send = (count: number, signal = never, priority: 'critical' | 'low' = 'low') =>
      own.send(
        Array.from({ length: count }, () => aCall({ target: at(url), priority })),
        signal,
      );

    test('uses them again', async () => {
      answer = (_, response) => response.end('thank you');
      for (let n = 0; n < 9; n++) await send(1);
      // A second one, since the outcome is known at the answer's head and the next call does not wait for its end.
      expect(sockets.size).toBeLessThanOrEqual(2);
    });

    test('opens as many as there are calls: no call waits behind a slow one', async () => {
      const held: http.ServerResponse[] = [];
      const all = new Promise<void>((ok) => {
        answer = (_, response) => void (held.push(response) === 100 && ok());
      });
      const outcomes = send(100);
      await all;
      for (const response of held) response.end();
      expect((await outcomes).every(({ kind }) => kind === 'sent')).toBe(true);
      expect(sockets.size).toBe(100);
    });

    test('has critical ones on connections of their own', async () => {
      answer = (_, response) => response.end();
      await send(1);
      const before = sockets.size;
      await send(1, never, 'critical');
      expect(sockets.size).toBe(before + 1);
    });

    test('signs with the time of the attempt, and keeps the id', async () => {
      const seen: IncomingMessage['headers'][] = [];
      answer = (request, response) => {
        seen.push(request.headers);
        response.end();
      };
      const call = aCall({ target: at(url) });
      await own.send([call], never);
      await own.send([{ ...call, attempt: 2 }], never);
      expect(seen.map((headers) => headers['webhook-id'])).toEqual([call.deliveryId, call.deliveryId]);
      expect(Number(seen[1]!['webhook-timestamp'])).toBeGreaterThan(Date.now() / 1000 - 60);
    });

    test('is in doubt for all that were under way when we had to stop', async () => {
      const stop = new AbortController();
      let came = 0;
      answer = () => void (++came === 3 && stop.abort());
      expect(await send(3, stop.signal)).toEqual(Array(3).fill({ kind: 'unknown', code: 'timeout' }));
    });

    test('needs nothing of the answer but its head: an endless body does not hold it', async () => {
      answer = (_, response) => {
        response.writeHead(200).write('x');
        const more = setInterval(() => response.write('x'.repeat(20_000)), 5);
        response.on('close', () => clearInterval(more));
      };
      const [outcome] = await send(1);
      expect(outcome).toEqual({ kind: 'sent', delivered: true });
      for (const socket of sockets) if (!socket.destroyed) await once(socket, 'close');
    });
  });
});
