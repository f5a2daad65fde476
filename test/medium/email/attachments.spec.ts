/** Files that are fetched for mails, from a real server, through every adapter. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EmailAttachment, Priority } from '#libs/contracts';
import type { Provider } from '#libs/delivery';
import { until } from '#libs/testing';
import { AttachedFiles } from '../../../apps/email/src/mail/attachments/attached-files.js';
import { SendgridProvider } from '../../../apps/email/src/providers/sendgrid/sendgrid.provider.js';
import { SesProvider } from '../../../apps/email/src/providers/ses/ses.provider.js';
import { SmtpProvider } from '../../../apps/email/src/providers/smtp/smtp.provider.js';
import { runSimulator, type Running } from '../provider-sim/simulator.fixture.js';
import { aCall } from '../providers/provider-call.builder.js';

const never = new AbortController().signal;
const BYTES = Buffer.from('%PDF-1.7 …\r\n.\r\n\0\x80');

type Answer = (response: http.ServerResponse) => void;

const pdf: Answer = (response) => response.writeHead(200, { 'content-type': 'application/pdf' }).end(BYTES);

describe('files of a mail', () => {
  let sim: Running;
  let server: http.Server;
  let place: string;
  let answer: Answer;
  let asked: string[];
  let files: AttachedFiles;
  let sendgrid: Provider;

  beforeAll(async () => {
    sim = await runSimulator();
    await sim.control('PUT', 'callbacks/sendgrid', { enabled: false });
    server = http.createServer((request, response) => {
      asked.push(request.url ?? '');
      answer(response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await sim.stop();
  });
  beforeEach(async () => {
    asked = [];
    answer = pdf;
    make(5_000);
    await sim.control('DELETE', 'ledger');
  });
  afterEach(async () => {
    await sendgrid.close?.();
    await files.close();
  });

  const make = (timeoutMs: number) => {
    files = new AttachedFiles({ allow: [place], timeoutMs, limits: { bytes: 1_000, totalBytes: 1_500 } });
    sendgrid = new SendgridProvider({ url: sim.url, apiKey: 'SG.x', from: 'us@example.com', timeoutMs: 9_000, files });
  };
  const file = (over: Partial<EmailAttachment> = {}) => ({ url: `http://${place}/a.pdf`, filename: 'a.pdf', ...over });
  const mail = (attachments: EmailAttachment[], priority: Priority = 'low', tenantId = 'acme') =>
    aCall({
      priority,
      tenantId,
      target: { channel: 'email', email: 'ada@example.org' },
      content: { title: 'Invoice', body: 'Attached.', email: { attachments } },
    });
  const shown = async () => {
    const response = await fetch(`${sim.url}/mailbox/messages`);
    return ((await response.json()) as { messages: { attachments?: string[] }[] }).messages;
  };

  test.each(['sendgrid', 'ses', 'smtp'])('come with it by %s, byte for byte', async (name) => {
    const shared = { from: 'us@example.com', timeoutMs: 5_000, files };
    const ses = () =>
      new SesProvider({ ...shared, url: sim.url, region: 'eu-central-1', accessKeyId: 'A', secretAccessKey: 's' });
    const smtp = () => {
      const { smtpPort: port } = sim.simulator;
      return new SmtpProvider({
        ...shared,
        host: '127.0.0.1',
        port,
        tls: 'starttls',
        user: 'u',
        password: 'p',
        ca: sim.ca,
      });
    };
    const provider = name === 'ses' ? ses() : name === 'smtp' ? smtp() : sendgrid;
    expect(await provider.send([mail([file({ filename: 'Rechnung-ü.pdf' })], 'high')], never)).toMatchObject([
      { kind: 'sent' },
    ]);
    const [entry] = await sim.ledger();
    expect(entry!.raw!.body.replaceAll('\r\n', '')).toContain(BYTES.toString('base64'));
    if (name !== 'smtp') expect((await shown())[0]?.attachments).toEqual(['Rechnung-ü.pdf']);
    await provider.close?.();
  });

  test('are fetched once for a group, and for the next one soon after', async () => {
    const list = Array.from({ length: 200 }, () => mail([file()]));
    for (const outcome of await sendgrid.send(list, never)) expect(outcome).toMatchObject({ kind: 'sent' });
    await sendgrid.send([mail([file()])], never);
    expect(asked).toEqual(['/a.pdf']);
    expect((await sim.control<{ sendgrid: { calls: number } }>('GET', 'counts')).sendgrid.calls).toBe(2);
  });

  test('of two tenants are two, though they have one address', async () => {
    await sendgrid.send([mail([file()]), mail([file()], 'low', 'other')], never);
    expect(asked).toHaveLength(2);
  });

  test('leave those without files as they are', async () => {
    answer = (response) => response.writeHead(404).end();
    const plain = aCall({ priority: 'low', target: { channel: 'email', email: 'bob@example.org' } });
    expect(await sendgrid.send([mail([file()]), plain], never)).toMatchObject([
      { kind: 'rejected', code: 'attachment_refused' },
      { kind: 'sent' },
    ]);
  });

  const rejected = (code: string) => ({ kind: 'rejected', code });
  test.each<[string, Answer, object]>([
    [
      'is ill',
      (r) => r.writeHead(503, { 'retry-after': '3' }).end(),
      { code: 'attachment_unavailable', afterMs: 3_000 },
    ],
    ['hangs up', (r) => r.destroy(), { kind: 'retry', code: 'attachment_unavailable' }],
    ['points elsewhere', (r) => r.writeHead(302, { location: '/b' }).end(), rejected('attachment_refused')],
    ['sends a page', (r) => r.writeHead(200, { 'content-type': 'text/html' }).end('x'), rejected('attachment_type')],
    [
      'says that it is long',
      (r) => r.writeHead(200, { 'content-length': 1_001 }).flushHeaders(),
      rejected('attachment_too_large'),
    ],
    [
      'sends more than it said',
      (r) => r.writeHead(200, { 'content-type': 'text/plain' }).end(Buffer.alloc(5_000)),
      rejected('attachment_too_large'),
    ],
  ])('are not attached when their place %s', async (_, given, outcome) => {
    answer = given;
    const [first] = await sendgrid.send([mail([file()])], never);
    expect(first).toMatchObject(outcome);
    expect(sendgrid.speaksAgainst?.(first!)).toBe(false);
    expect(await sim.ledger()).toEqual([]);
  });

  test('are not waited for longer than was said', async () => {
    await files.close();
    make(200);
    answer = () => undefined;
    expect(await sendgrid.send([mail([file()])], never)).toMatchObject([
      { kind: 'retry', code: 'attachment_unavailable' },
    ]);
  });

  test('are not attached when they are too long together', async () => {
    answer = (response) => response.writeHead(200, { 'content-type': 'text/plain' }).end(Buffer.alloc(800));
    const two = [file(), file({ url: `http://${place}/b` })];
    expect(await sendgrid.send([mail(two)], never)).toMatchObject([rejected('attachment_too_large')]);
  });

  test.each([
    ['in our own network', 'https://127.0.0.1/a.pdf', 'attachment_address_refused'],
    ['of a cloud’s metadata', 'https://169.254.169.254/latest', 'attachment_address_refused'],
    ['by a name of our own network', 'https://localhost/a.pdf', 'attachment_address_refused'],
    ['without TLS', 'http://example.com/a.pdf', 'attachment_bad_url'],
    ['of a disk', 'file:///etc/passwd', 'attachment_bad_url'],
  ])('%s are not fetched', async (_, url, code) => {
    expect(await sendgrid.send([mail([file({ url })])], never)).toMatchObject([rejected(code)]);
    expect(asked).toEqual([]);
  });

  test('keep no critical mail waiting behind others', async () => {
    const held: http.ServerResponse[] = [];
    answer = (response) => void held.push(response);
    const others = Array.from({ length: 8 }, (_, n) => mail([file({ url: `http://${place}/${n}` })], 'high'));
    const slow = sendgrid.send(others, never);
    await until(() => held.length === 4);
    answer = pdf;
    expect(await sendgrid.send([mail([file()], 'critical')], never)).toMatchObject([{ kind: 'sent' }]);
    held.forEach(pdf);
    expect((await slow).every(({ kind }) => kind === 'sent')).toBe(true);
  });
});
