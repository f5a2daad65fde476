import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Outcome } from '#libs/delivery';
import { sign } from '../../../apps/webhook/src/providers/webhook/signature.js';
import { build } from '../running/build.js';
import { aCall } from '../providers/provider-call.builder.js';

const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

/** As the app has it: what was built, in a process of its own. */
describe('the second thread of the webhook app', () => {
  let server: http.Server;
  let place: string;
  let app: ChildProcess;
  let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void;
  const outcomes = new Map<string, (outcomes: Outcome[]) => void>();

  beforeAll(async () => {
    await build();
    server = http.createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => answer(request, response, body));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const env = { ...process.env, NODE_OPTIONS: '', JEST_WORKER_ID: undefined };
    app = fork(join(import.meta.dirname, 'calling.worker.mjs'), [place], { env, execArgv: [] });
    app.on('message', ({ id, outcomes: said }: { id: string; outcomes: Outcome[] }) => outcomes.get(id)?.(said));
  }, 90_000);
  afterAll(async () => {
    const ended = once(app, 'exit');
    app.send({});
    expect(await ended).toEqual([0, null]);
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const send = (path: string, withinMs?: number): Promise<Outcome[]> => {
    const call = aCall({ target: { channel: 'webhook', endpoint_id: 'e-1', url: `http://${place}${path}`, secret } });
    return new Promise((resolve) => {
      outcomes.set(call.deliveryId, resolve);
      app.send({ call, withinMs });
    });
  };

  it('makes signed calls, and each gets its own outcome', async () => {
    const problems: string[] = [];
    answer = ({ url, headers }, response, body) => {
      const [id, at] = [headers['webhook-id'] as string, Number(headers['webhook-timestamp'])];
      if (headers['webhook-signature'] !== sign(secret, id, at, body)) problems.push(id);
      response.writeHead(url === '/gone' ? 410 : url === '/busy' ? 503 : 200).end();
    };
    const paths = Array.from({ length: 60 }, (_, i) => ['/ok', '/gone', '/busy'][i % 3] as string);
    const said = await Promise.all(paths.map((path) => send(path)));
    expect(problems).toEqual([]);
    const expected: Record<string, Outcome[]> = {
      '/ok': [{ kind: 'sent', delivered: true }],
      '/gone': [{ kind: 'rejected', code: 'endpoint_gone', detail: 'the endpoint answered 410' }],
      '/busy': [{ kind: 'retry', code: 'http_503', afterMs: undefined }],
    };
    expect(said).toEqual(paths.map((path) => expected[path]));
  });

  it('gives up what takes too long, and says that nobody knows what came of it', async () => {
    const closed = new Promise<void>((resolve) => {
      answer = (request) => void request.socket.once('close', () => resolve());
    });
    expect(await send('/slow', 200)).toEqual([{ kind: 'unknown', code: 'timeout' }]);
    await closed;
  });

  it('refuses addresses that are not public, as the first does', async () => {
    const call = aCall({ target: { channel: 'webhook', endpoint_id: 'e-1', url: 'http://169.254.169.254/', secret } });
    const said = new Promise<Outcome[]>((resolve) => outcomes.set(call.deliveryId, resolve));
    app.send({ call });
    expect(await said).toEqual([expect.objectContaining({ kind: 'rejected', code: 'address_refused' })]);
  });
});
