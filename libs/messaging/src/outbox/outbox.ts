import type { Priority } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import type { Database, Transaction } from '#libs/persistence';
import type { Log } from '../log.js';
import type { KafkaRecord } from '../record.js';
import { Announcer } from './announcer.js';
import { HeldBack, type EncodedRow } from './held-back.js';
import { insertHeldRow } from './held-rows.js';
import { LeasedEmission, type LeasedRow } from './leased-emission.js';
import { LOCAL } from './local-rows.js';
import { encodeRecords } from './records-codec.js';
import { splitRows } from './split-rows.js';
import { insertRows, MAX_ROWS_A_STATEMENT, notifyRelays, priorityRank, type NewRow } from './statements.js';
import type { RecordEmitter } from './record-emitter.js';

export interface OutboxRowInput {
  /** A topic (without prefix), or `local:<name>` for a handler of this app, called by the relay. */
  readonly destination: string;
  readonly priority: Priority;
  readonly records: readonly KafkaRecord[];
  /** Absent: now, emitted by the writer under its lease. Present: left to the relay. */
  readonly dueAt?: Date;
  /** What it waits for beside its time: see held-rows.ts. */
  readonly heldBy?: string | undefined;
}

export interface OutboxOptions {
  /** How long the writer has before the relay takes over; 10 s. It is prolonged while an emission is under way. */
  readonly leaseMs?: number;
  /** Bytes that wait for Kafka in memory; beyond it rows are left to the relay. 32 MB. */
  readonly maxBytesInFlight?: number;
  /** While it is on, most transactions of low priority alone are held back. */
  readonly rush?: Rush | undefined;
  readonly log?: Log;
}

/** A time in which taking in goes before sending out. */
export interface Rush {
  readonly on: boolean;
  onEnd(listener: () => void): void;
}

/** What `stage` wrote, to be handed to `release` after the commit. */
export interface Staged {
  readonly ids: readonly string[];
}

interface Written extends Staged {
  /** To be emitted by us, under our lease. */
  readonly own: readonly OwnRow[];
  /** Nothing in it is in a hurry. */
  readonly low: boolean;
  /** Set when the relays were told. */
  readonly announced: number | undefined;
  /** When relays look anyway, for rows of which they were not told. */
  readonly reliesOn: number | undefined;
  readonly at: number;
}

type OwnRow = LeasedRow & EncodedRow;

interface Draft {
  readonly row: NewRow;
  readonly own: OwnRow | undefined;
  readonly wakeInMs: number;
  readonly held: { readonly heldBy: string; readonly count: number } | undefined;
}

const LOW = priorityRank('low');
const HELD_IN_A_ROW = 4;
const isLocal = (destination: string): boolean => destination.startsWith(LOCAL);

/** The writer's side: rows go into the caller's transaction, and to Kafka right after it. */
export class Outbox {
  private readonly leaseMs: number;
  private readonly maxBytes: number;
  private readonly emission: LeasedEmission;
  private readonly announcer = new Announcer();
  private readonly heldBack: HeldBack;
  private readonly rush: Rush | undefined;
  /** How many in a row were held back. */
  private heldInARow = 0;
  /** Rows that were committed and not emitted by us, since Kafka was away or slow. */
  leftToRelay = 0;

  constructor(
    private readonly db: Database,
    private readonly emitter: RecordEmitter,
    { leaseMs = 10_000, maxBytesInFlight = 32_000_000, rush, log }: OutboxOptions = {},
  ) {
    this.leaseMs = leaseMs;
    this.maxBytes = maxBytesInFlight;
    this.emission = new LeasedEmission(db, emitter, leaseMs, log);
    this.heldBack = new HeldBack(this.emission, ({ id }) => {
      this.leftToRelay += 1;
      this.emission.letGo(id);
    });
    this.rush = rush;
    rush?.onEnd(() => void this.heldBack.leave());
  }

  /** Adds the rows to the caller's transaction. Costs no round trip: they travel with what comes next, or the COMMIT. */
  stage(tx: Transaction, rows: readonly OutboxRowInput[]): Promise<Staged> {
    const drafts = rows.flatMap((row) => this.draft(row));
    const plain = drafts.filter(({ held }) => held === undefined);
    for (let i = 0; i < plain.length; i += MAX_ROWS_A_STATEMENT) {
      tx.enqueue(insertRows(plain.slice(i, i + MAX_ROWS_A_STATEMENT).map((d) => d.row)));
    }
    for (const { row, held } of drafts) if (held) tx.enqueue(insertHeldRow({ ...row, ...held }));
    const at = performance.now();
    const { announced, reliesOn } = this.announce(tx, drafts);
    const own = drafts.flatMap((d) => d.own ?? []);
    const low = drafts.every(({ row }) => row.priority === LOW);
    return Promise.resolve<Written>({ ids: drafts.map((d) => d.row.id), own, low, announced, reliesOn, at });
  }

  /** Call after the commit: emits in groups, then deletes. Never throws, never waits. */
  release(staged: Staged): void {
    const { own, low, announced, reliesOn, at } = staged as Written;
    if (announced !== undefined) this.announcer.committed(announced, at);
    if (reliesOn !== undefined && performance.now() >= reliesOn) this.tellLate();
    const late = performance.now() - at > this.leaseMs / 2; // a frozen process must not emit what a relay has by now
    if (low && !late && this.holdsBack(own)) return;
    for (const row of own) {
      if (late || !this.emitter.up || this.emission.bytesInFlight + row.bytes > this.maxBytes) this.leftToRelay += 1;
      else void this.emission.send(row);
    }
  }

  /** Resolves when nothing released is under way any more. */
  async idle(): Promise<void> {
    await this.heldBack.leave();
    await this.emission.idle();
  }

  close(): Promise<void> {
    return this.emission.close(this.heldBack.leave());
  }

  /** Four of five: the fifth keeps those behind it busy, who would stand idle otherwise. */
  private holdsBack(rows: readonly OwnRow[]): boolean {
    if (rows.length === 0) return false;
    const mayBe = this.rush?.on === true && this.emitter.up && this.heldInARow < HELD_IN_A_ROW;
    const isHeld = mayBe && this.heldBack.add(rows);
    this.heldInARow = isHeld ? this.heldInARow + 1 : 0;
    return isHeld;
  }

  private draft({ destination, priority, records, dueAt, heldBy }: OutboxRowInput): Draft[] {
    const mine = dueAt === undefined && !isLocal(destination);
    const leaseMs = mine && this.emitter.up ? this.leaseMs : 0;
    const wakeInMs = dueAt ? Math.max(0, dueAt.getTime() - Date.now()) : leaseMs;
    return splitRows(records).map((part) => {
      const id = uuidv7();
      const row = {
        id,
        destination,
        priority: priorityRank(priority),
        dueAt,
        leaseMs,
        records: encodeRecords(part.records),
      };
      const held = heldBy === undefined ? undefined : { heldBy, count: part.records.length };
      return { row, own: leaseMs > 0 ? { id, destination, ...part, encoded: row.records } : undefined, wakeInMs, held };
    });
  }

  /** Kafka rows that wait for Kafka's return need no wake-up: relays look when it is back. */
  private announce(tx: Transaction, drafts: readonly Draft[]): Pick<Written, 'announced' | 'reliesOn'> {
    let earliest = Infinity;
    for (const { row, own, wakeInMs } of drafts) {
      if (own || row.dueAt || isLocal(row.destination)) earliest = Math.min(earliest, wakeInMs);
    }
    if (earliest === Infinity) return { announced: undefined, reliesOn: undefined };
    if (!this.announcer.isNews(earliest)) return { announced: undefined, reliesOn: this.announcer.earliest };
    tx.enqueue(notifyRelays(this.db.schema, earliest));
    return { announced: earliest, reliesOn: undefined };
  }

  /** The time at which relays were to look passed while our commit was under way: they may have looked just before it. */
  private tellLate(): void {
    this.db.query(notifyRelays(this.db.schema, 0)).catch(() => {}); // their sweep finds it
  }
}
