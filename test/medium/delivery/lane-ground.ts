/** A lane over a real Postgres, with doubles for all else; `loop` brings what is due back to it, as Kafka and the relay would. */
import {
  DeliveryEngine,
  FixedAccounts,
  onlyAccount,
  timing,
  type Account,
  type AccountBook,
  type Equipment,
  type LaneParts,
  type Pace,
  type Probe,
  type Provider,
  type Timing,
} from '#libs/delivery';
import { systemClock } from '#libs/kernel';
import { Outbox, Relay, silentLog, type Log, type RelayOptions } from '#libs/messaging';
import { Database } from '#libs/persistence';
import { ProviderBreaker, RETRY_SCHEDULES, Slots } from '#libs/resilience';
import { MemoryKafka, noMeasures, ScriptedPreferences, ScriptedProof } from './doubles.js';
import { aBatch, vault, type TestBatch } from './records.js';

export interface GroundOptions {
  readonly url: string;
  readonly schema: string;
  readonly provider: Provider;
  /** In the place of the one of `provider`. */
  readonly accounts?: readonly Account[] | AccountBook | undefined;
  /** What slows an account down. */
  readonly paceOf?: (account: Account) => Pace | undefined;
  /** Takes what was sent with test keys. */
  readonly testProvider?: Provider;
  readonly timing?: Partial<Timing>;
  readonly slots?: number;
  readonly probe?: Probe;
  readonly kafka?: MemoryKafka;
  readonly connections?: number;
  readonly breaker?: { readonly volume: number; readonly resetMs: number };
  readonly log?: Log;
  /** How long a relay leaves alone what its writer has to emit. */
  readonly outboxLeaseMs?: number;
  /** What the lane has beside what all have: what is paused, where all is redirected. */
  readonly parts?: Partial<LaneParts>;
  readonly local?: RelayOptions['local'];
}

export interface Ground {
  readonly engine: DeliveryEngine;
  readonly db: Database;
  readonly kafka: MemoryKafka;
  readonly preferences: ScriptedPreferences;
  readonly proof: ScriptedProof;
  /** Of the account of `provider`. */
  readonly breaker: ProviderBreaker;
  breakerOf(account: Account): ProviderBreaker;
  readonly outbox: Outbox;
  /** Batches that came back by `loop`. */
  readonly returned: TestBatch[];
  loop(): void;
  close(): Promise<void>;
}

/** A fiftieth of the real times, with a lease that a test can wait for, and that a busy machine does not use up before the call. */
const FAST: Timing = { ...timing(400, 0.02), callGraceMs: 50, leaseMs: 1_500, patienceMs: 200 };

export function laneGround(options: GroundOptions): Ground {
  const {
    url,
    schema,
    provider,
    testProvider,
    slots = 16,
    probe,
    kafka = new MemoryKafka(),
    connections = 4,
    log = silentLog,
  } = options;
  const db = Database.connect(url, { schema, name: 'ground', max: connections });
  const outbox = new Outbox(db, kafka, { log, leaseMs: options.outboxLeaseMs });
  const preferences = new ScriptedPreferences();
  const proof = new ScriptedProof();
  const breakers = new Map<string, ProviderBreaker>();
  const breakerOf = ({ id }: Pick<Account, 'id'>): ProviderBreaker => {
    const known = breakers.get(id) ?? new ProviderBreaker({ name: id, volume: 1_000_000, ...options.breaker });
    breakers.set(id, known);
    return known;
  };
  const equip = (account: Account): Equipment => ({
    provider: account.provider,
    breaker: breakerOf(account),
    slots: new Slots(slots),
    measures: noMeasures,
    pace: options.paceOf?.(account),
  });
  const first = onlyAccount(provider);
  const { accounts: given = [first] } = options;
  const accounts = 'of' in given ? given : new FixedAccounts(given);
  const tests = testProvider && { ...onlyAccount(testProvider), id: 'tests' };
  const parts = (priority: LaneParts['priority']): LaneParts => ({
    channel: 'email',
    priority,
    source: '/email',
    accounts,
    equipper: { equip, giveBack: () => {} },
    db,
    outbox,
    preferences,
    proof,
    probe,
    simulation: tests && { account: tests, equipment: { ...equip(tests), slots: new Slots(1) } },
    vault,
    schedule: RETRY_SCHEDULES.sms.medium,
    timing: { ...FAST, ...options.timing },
    clock: systemClock,
    random: Math.random,
    log,
    ...options.parts,
  });
  const engine = new DeliveryEngine('email', parts);
  const returned: TestBatch[] = [];
  let relay: Relay | undefined;
  const loop = (): void => {
    kafka.onEmit = (topic, records) => {
      if (!topic.startsWith('dispatch.')) return;
      const batch = aBatch(
        records.map((r) => r.value),
        topic,
      );
      returned.push(batch);
      void engine.handle(batch);
    };
    relay = new Relay(db, url, kafka, { local: options.local });
    relay.start();
  };
  const close = async (): Promise<void> => {
    kafka.onEmit = undefined;
    await relay?.stop();
    await engine.stop(2_000);
    await outbox.close();
    for (const breaker of breakers.values()) breaker.close();
    await db.close();
  };
  return { engine, db, kafka, preferences, proof, breaker: breakerOf(first), breakerOf, outbox, returned, loop, close };
}
