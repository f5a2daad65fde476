/** What one instance says that it wants: topics, or everything when they are too many to list. */
export interface Interest {
  readonly instance: string;
  readonly topics: readonly string[] | 'all';
}

interface Peer {
  topics: Set<string> | 'all';
  heardAt: number;
}

/**
 * What the other instances want. Until they had time to say so, they are taken to want everything: a message too many is
 * cheap, one too few is lost.
 */
export class PeerInterest {
  private readonly peers = new Map<string, Peer>();
  private unsureUntil: number;

  constructor(
    private readonly timing: { readonly expiryMs: number; readonly unsureMs: number },
    private readonly now: () => number = Date.now,
  ) {
    this.unsureUntil = now() + timing.unsureMs;
  }

  /** They may have said what was not heard. */
  unsure(): void {
    this.unsureUntil = this.now() + this.timing.unsureMs;
  }

  /** The whole of what an instance wants. */
  replace({ instance, topics }: Interest): void {
    if (topics.length === 0) this.peers.delete(instance);
    else this.peers.set(instance, { topics: topics === 'all' ? topics : new Set(topics), heardAt: this.now() });
  }

  /** More that an instance wants. */
  add({ instance, topics }: Interest): void {
    const peer = this.peers.get(instance);
    if (!peer || topics === 'all' || peer.topics === 'all')
      return peer?.topics === 'all' ? undefined : this.replace({ instance, topics });
    for (const topic of topics) peer.topics.add(topic);
    peer.heardAt = this.now();
  }

  wants(topic: string): boolean {
    if (this.now() < this.unsureUntil) return true;
    for (const peer of this.peers.values()) {
      if (peer.topics === 'all' || peer.topics.has(topic)) return true;
    }
    return false;
  }

  get any(): boolean {
    return this.peers.size > 0 || this.now() < this.unsureUntil;
  }

  /** Forgets those that have been silent. */
  expire(): void {
    const oldest = this.now() - this.timing.expiryMs;
    for (const [instance, peer] of this.peers) if (peer.heardAt < oldest) this.peers.delete(instance);
  }
}
