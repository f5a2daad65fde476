/** What a lane needs of the world. The engine's tests give it real Postgres and fakes of the rest. */
import type { Consent } from '#libs/consent';
import type { Channel, DispatchRecord, Priority } from '#libs/contracts';
import type { Clock } from '#libs/kernel';
import type { Log, Outbox } from '#libs/messaging';
import type { Database } from '#libs/persistence';
import type { ProviderBreaker, RetrySchedule, Slots } from '#libs/resilience';
import type { Vault } from '#libs/vault';
import type { Provider } from './provider.js';
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

/** Where a test may stop the world, or end it. */
export type ProbePoint = 'claimed' | 'called' | 'settled' | 'done';

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

/** What tests have for themselves: a simulator that is slow or away must not hinder what is real. */
export type Simulation = Pick<LaneParts, 'provider' | 'breaker' | 'slots' | 'measures'>;

/** One lane: its own connections, slots and breaker where it is critical. */
export interface LaneParts {
  readonly channel: Channel;
  readonly priority: Priority;
  /** The app that says it, as `/email`. */
  readonly source: string;
  readonly provider: Provider;
  readonly db: Database;
  readonly outbox: Outbox;
  readonly slots: Slots;
  readonly breaker: ProviderBreaker;
  readonly vault: Vault;
  readonly preferences: PreferenceCheck;
  readonly proof: ProofOfDelivery;
  readonly schedule: RetrySchedule;
  readonly timing: Timing;
  readonly clock: Clock;
  readonly random: () => number;
  readonly measures: Measures;
  readonly log: Log;
  readonly probe?: Probe | undefined;
  /** Where tests go; absent: nowhere. */
  readonly simulation?: Simulation | undefined;
  /** The provider is that of tests, and nothing else may be sent there. */
  readonly isSimulated?: true;
}
