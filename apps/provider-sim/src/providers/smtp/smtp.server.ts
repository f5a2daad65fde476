/** A mail server that delivers to nobody: STARTTLS, then AUTH, then mails, which go into the ledger before they are taken. */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Fault } from '../../faults/fault-plan.js';
import type { ServerIdentity } from '../../tls/authority.js';
import type { ProviderDesk } from '../provider-call.js';
import { sendsOf } from './smtp.protocol.js';

export interface SmtpSettings {
  readonly port: number;
  readonly host: string;
  /** With them, any others are refused. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

type Done = (error?: Error | null, message?: string) => void;

const LARGEST = 32 * 1024 * 1024;
const MAILBOX = /^[^\s@<>]+@[^\s@<>]+$/;

const answer = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode });

export class SmtpStandIn {
  private readonly server: SMTPServer;
  /** By the port on the other side. */
  private readonly sockets = new Map<number, Socket>();

  constructor(
    private readonly desk: ProviderDesk,
    identity: ServerIdentity,
    private readonly settings: SmtpSettings,
  ) {
    this.server = new SMTPServer({
      key: identity.key,
      cert: identity.cert + identity.ca,
      name: 'provider-sim',
      banner: 'Carillon simulator',
      size: LARGEST,
      authMethods: ['PLAIN', 'LOGIN'],
      disableReverseLookup: true,
      closeTimeout: 500,
      logger: false,
      onAuth: ({ username, password }, _, done) =>
        this.isKnown(username, password) && !this.losesItsAccounts()
          ? done(null, { user: username })
          : done(answer(535, '5.7.8 bad credentials')),
      onRcptTo: ({ address }, _, done) => done(MAILBOX.test(address) ? null : this.refuse()),
      // The socket's own events are TLS's once that has begun.
      onClose: ({ remotePort }) => void this.sockets.delete(remotePort),
      onData: (stream, session, done) => void this.take(stream, session, done),
    });
    this.server.on('error', () => undefined);
    this.server.server.on('connection', (socket: Socket) => {
      // Its answers are small and each is waited for: Nagle and the other side's delayed ACK would cost 40 ms a mail.
      socket.setNoDelay(true);
      const port = socket.remotePort ?? 0;
      this.sockets.set(port, socket);
      socket.on('error', () => undefined);
    });
  }

  async start(): Promise<number> {
    const { port, host } = this.settings;
    const listening = this.server.listen(port, host);
    await once(listening, 'listening');
    return (listening.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets.values()) socket.destroy();
    await new Promise<void>((ok) => this.server.close(ok));
  }

  private isKnown(user: string | null = '', password: string | null = ''): boolean {
    const { settings } = this;
    return (settings.user ?? user) === user && (settings.password ?? password) === password && !!user;
  }

  private refuse(): Error {
    const counts = this.desk.counts.of('smtp');
    counts.calls++;
    counts.refused++;
    return answer(550, '5.1.1 no such mailbox');
  }

  /** The one fault that hits before there is a mail, as it does with servers that know nobody any more. */
  private losesItsAccounts(): boolean {
    const { mode, status, rate } = this.desk.planOf('smtp').fault;
    return mode === 'error' && rate === 1 && (status === 401 || status === 403);
  }

  /** The fault hits when the mail is whole, as it does with the other providers. */
  private async take(stream: SMTPServerDataStream, session: SMTPServerSession, done: Done): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
    const counts = this.desk.counts.of('smtp');
    counts.calls++;
    const fault = this.desk.planOf('smtp').next();
    if (fault.mode !== 'ok') counts.faults++;
    const refusal = refusalOf(fault);
    if (refusal) return done(refusal);
    // Never answered: the client hangs up, or the server is stopped.
    if (fault.mode === 'timeout') return;
    await this.write(Buffer.concat(chunks).toString('latin1'), session);
    if (fault.mode === 'accept_then_drop') return void this.sockets.get(session.remotePort)?.resetAndDestroy();
    if (fault.mode === 'slow') await new Promise((ok) => setTimeout(ok, fault.latency_ms).unref());
    done(null, `OK: queued as ${session.id}`);
  }

  private async write(body: string, { envelope, secure, user }: SMTPServerSession): Promise<void> {
    const to = envelope.rcptTo.map(({ address }) => address);
    const from = envelope.mailFrom ? envelope.mailFrom.address : '';
    await this.desk.ledger.append({
      provider: 'smtp',
      at: new Date().toISOString(),
      sends: sendsOf(body, to),
      request: { method: 'DATA', url: `smtp:${from}`, headers: { from, to, secure, user }, body },
    });
  }
}

/** A status of HTTP in the words of SMTP. */
function refusalOf({ mode, status }: Fault): Error | undefined {
  if (mode === 'throttle') return answer(451, '4.7.0 Throttling failure: maximum sending rate exceeded');
  if (mode !== 'error') return undefined;
  if (status === 503) return answer(421, '4.3.2 closing for maintenance');
  if (status >= 500 || status === 429) return answer(451, '4.3.0 local error in processing');
  if (status === 401 || status === 403) return answer(535, '5.7.8 credentials are not valid any more');
  return status === 413 ? answer(552, '5.3.4 message too big') : answer(554, '5.6.0 message refused');
}
