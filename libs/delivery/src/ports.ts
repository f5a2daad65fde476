/** What a lane needs of the world. The engine's tests give it real Postgres and fakes of the rest. */
import type { Consent } from '#libs/consent';
import type { Channel, DispatchRecord, Priority } from '#libs/contracts';
import type { Clock } from '#libs/kernel';
import type { Log, Outbox } from '#libs/messaging';
import type { Database } from '#libs/persistence';
import type { ProviderBreaker, RetrySchedule, Slots } from '#libs/resilience';
import type { Vault } from '#libs/vault';
import type { Item } from './item.js';
import type { Provider } from './provider.js';
import type { Pace } from './rate/shared-pace.js';
import type { Redirect } from './redirect.js';
import type { Account, AccountBook } from './routing/account.js';
import type { Health } from './routing/health.js';
import type { Timing } from './timing.js';

/** `unreadable`: nobody could say. `gone`: the user does not exist any more. */
export type KnownConsent = Consent | 'gone' | 'unreadable';

export interface PreferenceCheck {
  /** In order. Never throws: what cannot be read is unreadable. */
  check(records: readonly DispatchRecord[], now: Date): Promise<KnownConsent[]>;
}

export interface ProofOfDelivery {
  /** In order; undefined: nobody could say. Never throws. */
  ask(records: readonly DispatchRecord[]): Promise<(boolean | undefined)[]>;
  /** Whether their notifications were read, by whatever channel; false where nobody could say. Never throws. */
  seen(records: readonly DispatchRecord[]): Promise<boolean[]>;
}

/** What is paused now, by what is in memory: asked before every claim. */
export interface PauseCheck {
  /** Whether anything is paused at all. */
  readonly any: boolean;
  /** What holds it: its key. `account` is by what it would go: the id, and the kind. Undefined: nothing. */
  holding(record: DispatchRecord, account?: readonly string[]): string | undefined;
}

/** Where a test may stop the world, or end it. */
export type ProbePoint = 'held' | 'claimed' | 'called' | 'settled' | 'done';

export interface Probe {
  at(point: ProbePoint, deliveryIds: readonly string[]): void | Promise<void>;
}

export interface Measures {
  outcome(outcome: string, count: number): void;
  /** From acceptance to the provider having taken it. */
  delivered(seconds: number): void;
  called(seconds: number): void;
  dead(count: number): void;
}

/** What a station has for itself. */
export interface Equipment {
  readonly provider: Provider;
  /** Of the account, in all lanes but the critical one, or in that one. */
  readonly breaker: ProviderBreaker;
  /** As its breaker. Absent: of the station alone. */
  readonly health?: Health | undefined;
  readonly slots: Slots;
  readonly measures: Measures;
  /** Absent: as fast as it can. */
  readonly pace?: Pace | undefined;
}

/** Makes what a station needs, and takes it back when the station has ended. */
export interface Equipper {
  equip(account: Account, priority: Priority): Equipment;
  giveBack(account: Account): void;
}

/** What tests have for themselves: a simulator that is slow or away must not hinder what is real. */
export interface Simulation {
  readonly account: Account;
  readonly equipment: Equipment;
}

/** One lane: its own connections where it is critical. */
export interface LaneParts {
  readonly channel: Channel;
  readonly priority: Priority;
  /** The app that says it, as `/email`. */
  readonly source: string;
  readonly accounts: AccountBook;
  readonly equipper: Equipper;
  readonly db: Database;
  readonly outbox: Outbox;
  readonly vault: Vault;
  readonly preferences: PreferenceCheck;
  readonly proof: ProofOfDelivery;
  readonly pauses?: PauseCheck | undefined;
  readonly schedule: RetrySchedule;
  readonly timing: Timing;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly probe?: Probe | undefined;
  /** Where tests go; absent: nowhere. */
  readonly simulation?: Simulation | undefined;
  /** Staging: where everything real goes. */
  readonly redirect?: Redirect | undefined;
}

/** One station: an account within a lane. */
export interface StationParts extends LaneParts, Equipment {
  readonly account: Account;
  /** There is no other account in this lane, and never will be: what waits here keeps nobody waiting. */
  readonly isAlone: boolean;
  /** The provider is that of tests, and nothing else may be sent there. */
  readonly isSimulated?: true;
  /** Whether another account, which has not refused the item yet, would take it now. */
  readonly hasOther: (item: Item) => boolean;
}

/** What of a station its claims need. */
export interface ClaimParts extends LaneParts {
  readonly account: Pick<Account, 'id'>;
  readonly provider: Pick<Provider, 'name' | 'ask'>;
  readonly measures: Measures;
  readonly isSimulated?: true;
}

/** What a station wants of its lane. */
export interface StationPorts {
  /** Finds another place for what waited here. */
  readonly elsewhere: (items: Item[]) => void;
  /** What Postgres will not take even alone. */
  readonly refuse: (items: Item[], problem: string) => Promise<void>;
}
