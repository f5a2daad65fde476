/**
 * One HTTP/2 connection to Apple. What matters is to know what had left when it breaks: nothing is written before the other side has
 * said its settings; what waits for a free stream has not left; a stream that was refused, or that lies beyond the last one that a
 * GOAWAY names, was not looked at (RFC 9113, 6.8 and 8.7). Of all else nobody knows.
 */
import http2, { type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2';
import type { Outcome } from '#libs/delivery';
import { networkOutcome } from '#libs/provider-http';
import type { ApnsAnswer } from './apns.answer.js';

export interface ApnsPlace {
  readonly url: string;
  /** PEM, for another host than Apple's. */
  readonly ca?: string | Buffer | undefined;
  readonly connectTimeoutMs: number;
}

const { NGHTTP2_CANCEL, NGHTTP2_REFUSED_STREAM } = http2.constants;
const PING_EVERY_MS = 60_000;
const PONG_WITHIN_MS = 10_000;
const LONGEST_BODY = 16_384;

export class ApnsSession {
  private readonly session: ClientHttp2Session;
  private readonly waiting = new Set<() => void>();
  private readonly timers: NodeJS.Timeout[] = [];
  private open = false;
  private streams = 0;
  private mostStreams = 0;
  private lastTaken = Infinity;
  private failure: unknown;
  private retired = false;

  constructor({ url, ca, connectTimeoutMs }: ApnsPlace) {
    this.session = http2.connect(url, { ca, settings: { enablePush: false } });
    this.session.on('remoteSettings', (settings: http2.Settings) =>
      this.settled(settings.maxConcurrentStreams ?? 1_000),
    );
    this.session.on('goaway', (_code: number, lastTaken: number) => this.leave(lastTaken));
    this.session.on('error', (error: Error) => (this.failure ??= error));
    this.session.on('close', () => this.closed());
    const late = Object.assign(new Error('could not connect in time'), { code: 'ETIMEDOUT', syscall: 'connect' });
    this.timers.push(setTimeout(() => this.open || this.session.destroy(late), connectTimeoutMs).unref());
    this.timers.push(setInterval(() => this.ping(), PING_EVERY_MS).unref());
  }

  /** No new calls: it is closed, or closing, or Apple has asked to leave. */
  get isOver(): boolean {
    return this.retired || this.session.destroyed || this.session.closed;
  }

  async send(headers: Record<string, string>, payload: Buffer, signal: AbortSignal): Promise<ApnsAnswer | Outcome> {
    while (!this.isOver && !this.isFree()) {
      await this.room(signal);
      if (signal.aborted) return { kind: 'retry', code: 'out_of_time' };
    }
    if (this.isOver) return this.neverSent();
    this.streams += 1;
    try {
      return await this.exchange(headers, payload, signal);
    } finally {
      this.streams -= 1;
      this.wake();
    }
  }

  destroy(): void {
    this.session.destroy();
  }

  private isFree(): boolean {
    return this.open && this.streams < this.mostStreams;
  }

  private room(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        this.waiting.delete(go);
        signal.removeEventListener('abort', go);
        resolve();
      };
      this.waiting.add(go);
      signal.addEventListener('abort', go, { once: true });
      if (signal.aborted) go();
    });
  }

  private wake(): void {
    for (const go of this.waiting) go();
  }

  private exchange(headers: Record<string, string>, payload: Buffer, signal: AbortSignal) {
    return new Promise<ApnsAnswer | Outcome>((resolve) => {
      let stream: ClientHttp2Stream;
      try {
        stream = this.session.request(headers);
      } catch {
        return resolve(this.neverSent());
      }
      let head: IncomingHttpHeaders | undefined;
      let body = '';
      let failure: unknown;
      const stop = () => {
        resolve({ kind: 'unknown', code: 'timeout' });
        stream.close(NGHTTP2_CANCEL);
      };
      signal.addEventListener('abort', stop, { once: true });
      stream.setEncoding('utf8');
      stream.on('response', (answered) => (head = answered));
      stream.on('data', (part: string) => (body.length < LONGEST_BODY ? (body += part) : stream.close(NGHTTP2_CANCEL)));
      stream.on('error', (error: Error) => (failure = error));
      stream.on('close', () => {
        signal.removeEventListener('abort', stop);
        resolve(head ? answerOf(head, body) : this.unanswered(stream, failure));
      });
      stream.end(payload);
    });
  }

  /** A GOAWAY is told to streams before it is told to us: what it said is known a moment later. */
  private async unanswered(stream: ClientHttp2Stream, failure: unknown): Promise<Outcome> {
    await new Promise((later) => setImmediate(later));
    const { id, rstCode } = stream;
    if (id === undefined || rstCode === NGHTTP2_REFUSED_STREAM || id > this.lastTaken)
      return { kind: 'retry', code: 'not_taken' };
    const outcome = networkOutcome(failure ?? this.failure);
    return { kind: 'unknown', code: outcome.kind === 'unknown' ? outcome.code : 'reset' };
  }

  private neverSent(): Outcome {
    const outcome = networkOutcome(this.failure);
    return { kind: 'retry', code: outcome.kind === 'retry' ? outcome.code : 'unreachable' };
  }

  /** Apple allows one stream until it has seen a good token, and says then that there may be more. */
  private settled(mostStreams: number): void {
    this.open = true;
    this.mostStreams = mostStreams;
    this.wake();
  }

  private leave(lastTaken: number): void {
    this.lastTaken = lastTaken;
    this.retired = true;
    this.wake();
  }

  private closed(): void {
    this.retired = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.wake();
  }

  /** A connection that a firewall has forgotten looks like any other until somebody speaks. */
  private ping(): void {
    if (!this.open || this.session.destroyed) return;
    const silence = setTimeout(() => this.session.destroy(new Error('no answer to a ping')), PONG_WITHIN_MS).unref();
    this.session.ping(() => clearTimeout(silence));
  }
}

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

const answerOf = (head: IncomingHttpHeaders & { ':status'?: number | undefined }, body: string): ApnsAnswer => ({
  status: head[':status'] ?? 0,
  id: first(head['apns-id']),
  retryAfter: head['retry-after'],
  body,
});
