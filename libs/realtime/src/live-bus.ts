import { randomUUID } from 'node:crypto';
import { LocalFanout, type Listener } from './local-fanout.js';
import { PeerInterest, type Interest } from './peer-interest.js';

/** The part of a socket.io namespace that the instances of an app talk over. */
export interface PeerChannel {
  serverSideEmit(event: string, ...args: unknown[]): boolean;
  on(event: string, listener: (...args: never[]) => void): unknown;
}

export interface LiveBusOptions<T> {
  readonly topicsOf: (item: T) => readonly string[];
  /** Something may have been missed: whoever listens needs the state again. */
  readonly onGap?: () => void;
  readonly heartbeatMs?: number;
}

const HEARTBEAT_MS = 5_000;
const PEER_TIMEOUT_MS = 1_500;
/** Beyond this an instance says that it wants everything. */
const LISTED_TOPICS = 2_000;

/**
 * Live news for the sockets of all instances of an app. A group of news costs one publication, and none when no other
 * instance wants any of it: each tells the others which topics it has listeners for, before it starts to rely on it, and
 * again at every heartbeat.
 */
export class LiveBus<T> {
  private readonly instance = randomUUID();
  private readonly local = new LocalFanout<T>();
  private readonly peers: PeerInterest;
  private readonly heartbeatMs: number;
  private readonly timer: NodeJS.Timeout;
  private lastBeat = Date.now();

  constructor(
    private readonly channel: PeerChannel,
    private readonly options: LiveBusOptions<T>,
  ) {
    this.heartbeatMs = options.heartbeatMs ?? HEARTBEAT_MS;
    this.peers = new PeerInterest({ expiryMs: 3.5 * this.heartbeatMs, unsureMs: 1.5 * this.heartbeatMs });
    channel.on('bus:items', (items: T[]) => this.local.deliver(items, options.topicsOf));
    channel.on('bus:interest', (interest: Interest) => this.peers.replace(interest));
    channel.on('bus:more', (interest: Interest, answer?: (ok: boolean) => void) => {
      this.peers.add(interest);
      answer?.(true);
    });
    channel.on('bus:hello', () => this.announce());
    channel.serverSideEmit('bus:hello');
    this.timer = setInterval(() => this.beat(), this.heartbeatMs).unref();
  }

  /** Resolves when the other instances know (or have not answered): what is read after it has no gap to what is told. */
  async listen(topics: readonly string[], listener: Listener<T>): Promise<void> {
    const fresh = topics.filter((topic) => !this.local.has(topic));
    for (const topic of topics) this.local.listen(topic, listener);
    if (fresh.length > 0) await this.tellPeers(fresh);
  }

  forget(topics: Iterable<string>, listener: Listener<T>): void {
    for (const topic of topics) this.local.forget(topic, listener);
  }

  wants(topic: string): boolean {
    return this.local.has(topic) || this.peers.wants(topic);
  }

  /** Whether anybody wants anything at all. */
  get active(): boolean {
    return this.local.size > 0 || this.peers.any;
  }

  publish(items: readonly T[]): void {
    this.local.deliver(items, this.options.topicsOf);
    const wanted = items.filter((item) => this.options.topicsOf(item).some((topic) => this.peers.wants(topic)));
    if (wanted.length > 0) this.channel.serverSideEmit('bus:items', wanted);
  }

  /** The connection to the other instances was away. */
  reconnected(): void {
    this.peers.unsure();
    this.channel.serverSideEmit('bus:hello');
    this.announce();
    this.options.onGap?.();
  }

  close(): void {
    clearInterval(this.timer);
    this.channel.serverSideEmit('bus:interest', { instance: this.instance, topics: [] } satisfies Interest);
  }

  private interest(): Interest {
    const topics = this.local.size > LISTED_TOPICS ? 'all' : [...this.local.topics];
    return { instance: this.instance, topics };
  }

  private announce(): void {
    this.channel.serverSideEmit('bus:interest', this.interest());
  }

  private async tellPeers(fresh: readonly string[]): Promise<void> {
    const topics = this.local.size > LISTED_TOPICS ? 'all' : fresh;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PEER_TIMEOUT_MS); // with Redis away nobody answers
      this.channel.serverSideEmit('bus:more', { instance: this.instance, topics } satisfies Interest, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private beat(): void {
    const now = Date.now();
    const wasFrozen = now - this.lastBeat > 2.5 * this.heartbeatMs;
    this.lastBeat = now;
    this.peers.expire();
    if (wasFrozen) return this.reconnected(); // the others have forgotten us by now
    this.announce();
  }
}
