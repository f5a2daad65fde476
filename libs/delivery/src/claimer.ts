/** Claims: the fast path for deliveries that nobody has seen, and the slow path for all others. */
import { uuidv7 } from '#libs/kernel';
import { splitOnError } from '#libs/persistence';
import type { Item } from './item.js';
import { allEnded, untilWritten } from './persist.js';
import type { ClaimParts } from './ports.js';
import { SlowPath } from './slow-path.js';
import { claimNew } from './statements/claim.statement.js';

/** A group that is claimed by one token. */
export class Claimer {
  private readonly slow: SlowPath;

  constructor(
    private readonly parts: ClaimParts,
    private readonly stop: AbortSignal,
    /** What Postgres will not take even alone. */
    private readonly refuse: (items: Item[], problem: string) => Promise<void>,
  ) {
    this.slow = new SlowPath(parts);
  }

  /** Items sorted by id. Hands over what was claimed as soon as it was: first the new ones, then those of the slow path. */
  async claim(items: Item[], claimed: (items: Item[]) => Promise<void>): Promise<void> {
    const owner = uuidv7();
    const fresh = items.filter((item) => item.attempt === 1 && item.wish.do === 'send');
    const others = items.filter((item) => item.attempt !== 1 || item.wish.do !== 'send');
    const first = this.claimFresh(fresh, owner);
    const conflicts = first.then(({ conflicting }) => conflicting);
    await allEnded([
      first.then(({ mine }) => (mine.length > 0 ? claimed(mine) : undefined)),
      others.length > 0 ? this.claimKnown(others, owner).then(claimed) : undefined,
      conflicts.then(async (known) => (known.length > 0 ? claimed(await this.claimKnown(known, owner)) : undefined)),
    ]);
  }

  /** For what is held or ended whatever becomes of its row. Items sorted by id. */
  async putOff(items: Item[]): Promise<void> {
    await this.claimKnown(items, uuidv7());
  }

  private async claimFresh(items: Item[], owner: string): Promise<{ mine: Item[]; conflicting: Item[] }> {
    const { db, timing, provider, probe } = this.parts;
    if (items.length === 0) return { mine: [], conflicting: [] };
    const insert = async (part: Item[]): Promise<boolean[]> => {
      const began = performance.now();
      const at = new Date(this.parts.clock.now()).toISOString();
      const rows = await db.query<{ delivery_id: string }>(claimNew(part, owner, timing.leaseMs, provider.name));
      const all = rows.length === part.length;
      const mine = all ? undefined : new Set(rows.map((r) => r.delivery_id));
      return part.map((item) => {
        if (mine && !mine.has(item.deliveryId)) return false;
        item.owner = owner;
        item.claimedAt = at;
        item.leaseEnd = began + timing.leaseMs;
        return true;
      });
    };
    const results = await this.written(items, insert);
    const mine = items.filter((_, i) => results[i] === true);
    if (probe && mine.length > 0)
      await probe.at(
        'claimed',
        mine.map((i) => i.deliveryId),
      );
    return { mine, conflicting: items.filter((_, i) => results[i] === false) };
  }

  /** The slow path, twice where proof must be asked for: not while rows are locked. */
  private async claimKnown(items: Item[], owner: string): Promise<Item[]> {
    const decide = (part: Item[]) => this.slow.decide(part, owner);
    const results = await this.written(items, decide);
    const unproven = items.filter((_, i) => results[i] === 'ask');
    const mine = items.filter((_, i) => results[i] === 'claimed');
    if (unproven.length > 0) {
      const proofs = await this.parts.proof.ask(unproven.map((i) => i.dispatch));
      unproven.forEach((item, i) => {
        item.proof = proofs[i];
        item.proofAsked = true;
      });
      const second = await this.written(unproven, decide);
      mine.push(...unproven.filter((_, i) => second[i] === 'claimed'));
    }
    if (this.parts.probe && mine.length > 0)
      await this.parts.probe.at(
        'claimed',
        mine.map((i) => i.deliveryId),
      );
    return mine;
  }

  /** One answer an item; undefined for what could not be written even alone. */
  private async written<T>(items: Item[], write: (part: Item[]) => Promise<T[]>): Promise<(T | undefined)[]> {
    const told = (err: unknown): void => this.parts.log.warn({ err }, 'claims wait for the database');
    const results = await splitOnError(items, (part) => untilWritten(() => write(part), this.stop, told));
    const bad = items.filter((_, i) => results[i]?.ok === false);
    if (bad.length > 0) await this.refuse(bad, 'the ledger does not take it');
    return results.map((r) => (r.ok ? r.value : undefined));
  }
}
