/** The adapter for SMTP against real servers: TLS, logging in, pooled sessions, and a connection that is cut in the middle. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { ProviderCall } from '#libs/delivery';
import { AddressGuard } from '#libs/network';
import { until } from '#libs/testing';
import { SmtpProvider, type SmtpOptions } from '../../../apps/email/src/providers/smtp/smtp.provider.js';
import { serverIdentity } from '../../../apps/provider-sim/src/tls/authority.js';
import { runSimulator, type Running } from '../provider-sim/simulator.fixture.js';
import { aCall } from '../providers/provider-call.builder.js';

const never = new AbortController().signal;
const directory = mkdtempSync(join(tmpdir(), 'smtp-'));
const identity = serverIdentity(directory);
afterAll(() => rmSync(directory, { recursive: true }));

const mail = (fields: Partial<ProviderCall> = {}) =>
  aCall({ target: { channel: 'email', email: 'ada@example.org' }, ...fields });
const to = (email: string) => mail({ target: { channel: 'email', email } });

const options = (port: number, over: Partial<SmtpOptions> = {}): SmtpOptions => ({
  host: '127.0.0.1',
  port,
  tls: 'starttls',
  user: 'carillon',
  password: 'secret',
  from: 'Grüße <us@bücher.example>',
  timeoutMs: 5_000,
  ca: identity.ca,
  ...over,
});

class Server {
  private readonly sockets = new Set<Socket>();
  connections = 0;
  readonly logins: string[] = [];
  readonly mails: string[] = [];
  private readonly server: SMTPServer;

  constructor(settings: SMTPServerOptions = {}) {
    this.server = new SMTPServer({
      key: identity.key,
      cert: identity.cert,
      disableReverseLookup: true,
      onAuth: ({ username, password }, _, done) => {
        this.logins.push(`${username}`);
        if (password === 'secret') done(null, { user: username ?? '' });
        else done(Object.assign(new Error('5.7.8 no'), { responseCode: 535 }));
      },
      onData: (stream, _, done) => {
        let text = '';
        stream.on('data', (part: Buffer) => (text += part.toString('latin1')));
        stream.on('end', () => {
          this.mails.push(text);
          done(null);
        });
      },
      ...settings,
    });
    this.server.on('error', () => undefined);
    this.server.server.on('connection', (socket: Socket) => {
      this.connections += 1;
      socket.setNoDelay(true);
      this.sockets.add(socket);
      socket.on('error', () => undefined);
    });
  }

  async start(): Promise<number> {
    const listening = this.server.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    return (listening.address() as AddressInfo).port;
  }

  get open(): number {
    return [...this.sockets].filter(({ destroyed }) => !destroyed).length;
  }

  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise<void>((ok) => this.server.close(ok));
  }
}

describe('a mail server', () => {
  let server: Server;
  let provider: SmtpProvider;

  const begin = async (settings: SMTPServerOptions = {}, over: Partial<SmtpOptions> = {}) => {
    server = new Server(settings);
    provider = new SmtpProvider(options(await server.start(), over));
  };
  afterEach(async () => {
    provider.close();
    await server.stop();
  });

  test('is spoken to with TLS from the first byte, too', async () => {
    await begin({ secure: true }, { tls: 'implicit' });
    expect(await provider.send([mail()], never)).toMatchObject([{ kind: 'sent' }]);
    expect(server.logins).toEqual(['carillon']);
  });

  test('without TLS never hears our password', async () => {
    await begin({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
    expect(await provider.send([mail()], never)).toMatchObject([{ kind: 'retry' }]);
    expect(server.logins).toEqual([]);
  });

  test('with a certificate that nobody vouches for never hears it either', async () => {
    await begin({}, { ca: undefined });
    expect(await provider.send([mail()], never)).toMatchObject([{ kind: 'retry', code: 'certificate' }]);
    expect(server.logins).toEqual([]);
  });

  test('that does not know our password is our own fault, and keeps no connection', async () => {
    await begin({}, { password: 'wrong' });
    expect(await provider.send([mail()], never)).toMatchObject([{ kind: 'retry', code: 'not_authorized' }]);
    expect(await provider.try(never)).toMatchObject({ ok: false, code: 'not_authorized' });
    await until(() => server.open === 0);
  });

  test('is tried by logging in', async () => {
    await begin();
    expect(await provider.try(never)).toEqual({ ok: true });
    expect([server.logins, server.mails]).toEqual([['carillon'], []]);
  });

  test('has one connection for mails that follow each other, refused ones among them, and another for critical ones', async () => {
    await begin({
      onRcptTo: ({ address }, _, done) =>
        done(address.startsWith('no') ? Object.assign(new Error('5.1.1 unknown'), { responseCode: 550 }) : null),
    });
    for (const one of [mail(), to('nobody@example.org'), mail()]) await provider.send([one], never);
    expect(server.connections).toBe(1);
    expect(server.mails).toHaveLength(2);
    await provider.send([mail({ priority: 'critical' })], never);
    expect(server.connections).toBe(2);
  });

  test('has no more connections than were agreed on', async () => {
    await begin({}, { connections: 3 });
    const list = Array.from({ length: 30 }, () => mail());
    expect((await provider.send(list, never)).every(({ kind }) => kind === 'sent')).toBe(true);
    expect(server.connections).toBeLessThanOrEqual(3);
  });

  test('may hang up on a session that waits: the next mail takes another', async () => {
    await begin();
    await provider.send([mail()], never);
    server.cut();
    await until(() => server.open === 0);
    await until(async () => (await provider.send([mail()], never))[0]?.kind === 'sent');
    expect(server.connections).toBe(2);
  });

  test('that hangs up in the middle of a mail has certainly not taken it', async () => {
    await begin({ size: 50_000_000, onData: (stream) => void stream.once('data', () => server.cut()) });
    const content = { title: 'Long', body: 'x'.repeat(20_000_000) };
    expect(await provider.send([mail({ content })], never)).toMatchObject([{ kind: 'retry' }]);
  });

  test('that hangs up after the last dot may have taken it', async () => {
    await begin({ onData: (stream) => void stream.resume().once('end', () => server.cut()) });
    expect(await provider.send([mail()], never)).toMatchObject([{ kind: 'unknown' }]);
  });

  test('never gets what nobody waits for any more', async () => {
    const held: (() => void)[] = [];
    await begin(
      { onData: (stream, _, done) => void stream.resume().once('end', () => held.push(() => done(null))) },
      { connections: 1 },
    );
    const first = provider.send([mail()], never);
    await until(() => held.length === 1);
    expect(await provider.send([mail()], AbortSignal.timeout(50))).toEqual([{ kind: 'retry', code: 'out_of_time' }]);
    held[0]!();
    expect(await first).toMatchObject([{ kind: 'sent' }]);
    expect(held).toHaveLength(1);
  });

  test('that asks one mailbox’s mail to come again says nothing against itself', async () => {
    await begin({
      onRcptTo: (_address, _, done) => done(Object.assign(new Error('4.2.0 greylisted'), { responseCode: 450 })),
    });
    const [outcome] = await provider.send([mail()], never);
    expect(outcome).toMatchObject({ kind: 'retry', code: 'deferred' });
    expect(provider.speaksAgainst(outcome!)).toBe(false);
  });

  test('in our own network is not called for a tenant', async () => {
    await begin({}, { guard: new AddressGuard([]) });
    expect(await provider.send([mail()], never)).toMatchObject([{ kind: 'retry', code: 'address_refused' }]);
    expect(await provider.try(never)).toMatchObject({ ok: false, code: 'address_refused' });
    expect(server.connections).toBe(0);
  });

  test('that cannot have letters beyond ASCII in a name is not given any', async () => {
    await begin({ hideSMTPUTF8: true });
    expect(await provider.send([to('zoë@example.org')], never)).toMatchObject([
      { kind: 'rejected', code: 'needs_smtputf8' },
    ]);
  });

  test('gets no line that is too long, and a link in one', async () => {
    const link = `<https://notify.example.com/u/${'x'.repeat(600)}>`;
    await begin({}, { headersOf: () => ({ 'List-Unsubscribe': link }) });
    const content = { title: 'é'.repeat(400), body: `.\r\n.dot\n${'long '.repeat(1_000)}` };
    expect(await provider.send([mail({ content })], never)).toMatchObject([{ kind: 'sent' }]);
    const lines = server.mails[0]!.split('\r\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(998);
    expect(lines).toContain(`List-Unsubscribe: ${link}`);
  });
});

describe('the simulator’s mail server', () => {
  let sim: Running;
  let provider: SmtpProvider;

  beforeAll(async () => {
    sim = await runSimulator();
    provider = new SmtpProvider(options(sim.simulator.smtpPort, { ca: sim.ca }));
  });
  afterAll(async () => {
    provider.close();
    await sim.stop();
  });
  beforeEach(() => sim.control('DELETE', 'ledger'));

  const shown = async () => {
    const answer = await fetch(`${sim.url}/mailbox/messages`);
    return ((await answer.json()) as { messages: Record<string, unknown>[] }).messages;
  };

  test('shows what came as its recipient would see it', async () => {
    const content = {
      title: 'Grüße “an” Zoë',
      body: 'Žluťoučký kůň\n.\n<b>',
      email: { reply_to: 'help@bücher.example' },
    };
    await provider.send([to('zoë@example.org')], never);
    const one = mail({ content, tenantId: 'acme', attempt: 3, test: true });
    await provider.send([one], never);
    expect(await shown()).toMatchObject([
      {
        to: 'ada@example.org',
        from: 'Grüße <us@xn--bcher-kva.example>',
        title: content.title,
        text: expect.stringMatching(/^Žluťoučký kůň\r\n\.\r\n<b>/) as string,
        html: expect.stringContaining('&lt;b&gt;') as string,
        message_id: `${one.deliveryId}@xn--bcher-kva.example`,
        custom_args: { tenant_id: 'acme', attempt: '3', test: 'true' },
      },
      { to: 'zoë@example.org' },
    ]);
    const [, entry] = await sim.ledger();
    expect(entry!.raw!.body).toContain('Reply-To: help@xn--bcher-kva.example');
  });
});
