/**
 * SMTP through nodemailer: its composer and its connection, but not its transports, which hide how far a mail had come. That is
 * what counts here: before the final dot the server certainly has no mail, after it only its answer can tell.
 */
import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Outcome, Provider, ProviderCall, Trial } from '#libs/delivery';
import type { AddressGuard } from '#libs/network';
import { mailbox, needsUtf8, type Mailbox } from '../../mail/address.js';
import type { Mail } from '../../mail/mail.js';
import { Mailroom, speaksAgainst, type Files, type MailOptions } from '../../mail/mailroom.js';
import { outcomeOf, type SmtpFailure } from './smtp.answer.js';
import { composed, messageIdOf } from './smtp.message.js';
import { SmtpPool, type PooledSession } from './smtp.pool.js';
import { connectTo } from './smtp.socket.js';

export interface SmtpOptions extends MailOptions {
  readonly host: string;
  readonly port: number;
  /** From the first byte, as on port 465; otherwise the server must offer STARTTLS. Never without. */
  readonly tls: 'implicit' | 'starttls';
  readonly user: string;
  readonly password: string;
  /** `Name <address>` or the bare address. */
  readonly from: string;
  /** For one `send`. */
  readonly timeoutMs: number;
  /** At most, for critical mails and as many for the others. */
  readonly connections?: number | undefined;
  readonly ca?: string | undefined;
  /** For a host that a tenant named. */
  readonly guard?: AddressGuard | undefined;
}

const CONNECTIONS = 10;
const CONNECT_MS = 5_000;
const CHUNK = 65_536;

export class SmtpProvider implements Provider {
  readonly name = 'smtp';
  readonly group = 1;
  readonly speaksAgainst = speaksAgainst;
  private readonly from: Mailbox;
  private readonly mailroom: Mailroom;
  /** Critical mail has connections of its own. */
  private readonly pools: { readonly critical: SmtpPool<Session>; readonly others: SmtpPool<Session> };

  constructor(private readonly options: SmtpOptions) {
    this.from = mailbox(options.from);
    this.mailroom = new Mailroom(options, true);
    const pool = () => new SmtpPool((signal) => Session.open(options, signal), options.connections ?? CONNECTIONS);
    this.pools = { critical: pool(), others: pool() };
  }

  async send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(this.options.timeoutMs)]);
    const outcomes = new Map<ProviderCall, Outcome>();
    const sending = this.mailroom.prepare(calls, outcomes).map(async (mail) => {
      const outcome = await this.mailroom.withFiles(mail, limit, (files) => this.sendOne(mail, files, limit));
      outcomes.set(mail.call, outcome);
    });
    await Promise.all(sending);
    return calls.map((call) => outcomes.get(call)!);
  }

  /** Connects and logs in. */
  async try(signal: AbortSignal): Promise<Trial> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(this.options.timeoutMs)]);
    try {
      (await Session.open(this.options, limit)).close();
      return { ok: true };
    } catch (error) {
      const failure = failureOf(error, false);
      const { code } = outcomeOf(failure) as { code: string };
      return { ok: false, code, detail: failure.response };
    }
  }

  close(): void {
    this.pools.critical.close();
    this.pools.others.close();
  }

  private async sendOne(mail: Mail, files: Files, signal: AbortSignal): Promise<Outcome> {
    const content = await new MailComposer(composed(mail, this.from, files)).compile().build();
    const letter = { from: this.from.email, to: mail.to, content, id: messageIdOf(mail, this.from) };
    const pool = mail.call.priority === 'critical' ? this.pools.critical : this.pools.others;
    try {
      const outcome = await pool.use(signal, (session) => session.send(letter, signal));
      return outcome ?? { kind: 'retry', code: 'out_of_time' };
    } catch (error) {
      return outcomeOf(failureOf(error, false));
    }
  }
}

interface Letter {
  readonly from: string;
  readonly to: string;
  readonly content: Buffer;
  readonly id: string;
}

/** One connection, logged in. */
class Session implements PooledSession {
  isUsable = true;
  private speaksUtf8 = false;

  private constructor(private readonly connection: SMTPConnection) {
    const broken = () => {
      this.isUsable = false;
    };
    connection.on('error', broken).on('end', broken);
  }

  static async open(options: SmtpOptions, signal: AbortSignal): Promise<Session> {
    const { host, user, password: pass, ca, timeoutMs } = options;
    const socket = await connectTo(options, Math.min(CONNECT_MS, timeoutMs), signal);
    const secure = options.tls === 'implicit';
    const connection = new SMTPConnection({
      host,
      connection: socket,
      secure,
      requireTLS: !secure,
      tls: { ca, minVersion: 'TLSv1.2' },
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: 2 * timeoutMs,
      socketCloseTimeout: 0,
    });
    const session = new Session(connection);
    try {
      await session.step(signal, (done) => connection.connect(done));
      session.speaksUtf8 = /[ -]SMTPUTF8\b/i.test(String(connection.lastServerResponse));
      await session.step(signal, (done) => connection.login({ user, pass }, done));
      return session;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  async send({ content, id, ...envelope }: Letter, signal: AbortSignal): Promise<Outcome> {
    if (needsUtf8(envelope.to) && !this.speaksUtf8) return { kind: 'rejected', code: 'needs_smtputf8' };
    const chunks = new Chunks(content);
    try {
      const to = [envelope.to];
      await this.step(signal, (done) => this.connection.send({ ...envelope, to, size: content.length }, chunks, done));
      return { kind: 'sent', providerMessageId: id };
    } catch (error) {
      const failure = failureOf(error, chunks.isOut);
      if (failure.command === 'RCPT TO' && this.isUsable) await this.reset(signal);
      else this.isUsable = false;
      return outcomeOf(failure);
    }
  }

  close(): void {
    this.isUsable = false;
    this.connection.close();
  }

  /** A refused recipient is no reason to connect anew. */
  private reset(signal: AbortSignal): Promise<void> {
    return this.step(signal, (done) => this.connection.reset(done)).catch(() => {
      this.isUsable = false;
    });
  }

  /** Ends with the step, with the connection, or with the signal, whichever is first. */
  private step(signal: AbortSignal, begin: (done: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (error?: Error | null) => {
        this.connection.off('error', end);
        signal.removeEventListener('abort', abort);
        if (error) reject(error);
        else resolve();
      };
      const abort = () => {
        end(Object.assign(new Error('nobody waits any more'), { name: 'AbortError' }));
        this.close();
      };
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort);
      this.connection.once('error', end);
      begin(end);
    });
  }
}

/** A mail that knows whether it has left in whole; the final dot follows its last byte. */
class Chunks extends Readable {
  isOut = false;
  private at = 0;

  constructor(private readonly content: Buffer) {
    super();
  }

  override _read(): void {
    if (this.at < this.content.length) this.push(this.content.subarray(this.at, (this.at += CHUNK)));
    else {
      this.isOut = true;
      this.push(null);
    }
  }
}

/** Nodemailer has codes of its own; the socket's, which say more, it keeps beside them. */
function failureOf(error: unknown, mayHaveIt: boolean): SmtpFailure {
  const {
    command = 'CONN',
    responseCode,
    response,
    code,
    originalCode = code,
    name,
    message,
    syscall,
  } = error as Partial<SmtpFailure> & NodeJS.ErrnoException & { originalCode?: string };
  return { command, responseCode, response, error: { code: originalCode, name, message, syscall }, mayHaveIt };
}
