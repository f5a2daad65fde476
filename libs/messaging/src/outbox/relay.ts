import type { Database } from '#libs/persistence';
import { silentLog, type Log } from '../log.js';
import { channelOf } from './announcer.js';
import { LeasedEmission } from './leased-emission.js';
import { LocalRows, type LocalHandler } from './local-rows.js';
import { Notifications } from './notifications.js';
import { Puller, type PullerSettings } from './puller.js';
import { sizeOfAll } from '../kafka/emitter.js';
import { decodeRecords } from './records-codec.js';
import type { TakenRow } from './statements.js';
import type { RecordEmitter } from './record-emitter.js';

export interface RelayOptions {
  /** Handlers by name: the row's destination is `local:<name>`. One that throws gets its row again, later. */
  readonly local?: Readonly<Record<string, LocalHandler>>;
  /** How long another relay waits before it takes over what this one has taken; prolonged while it works. 10 s. */
  readonly leaseMs?: number;
  /** Looks even when nothing woke it; 30 s. */
  readonly sweepMs?: number;
  /** First delay after a failed local handler; doubles up to 60 s. 1 s. */
  readonly retryMs?: number;
  readonly log?: Log;
}

const MAX_KAFKA_ROWS = 400;
const MAX_KAFKA_BYTES = 16_000_000;
const MAX_LOCAL_ROWS = 16;

/**
 * Emits what is due and what its writer left behind. Any number of instances share one table. It does not poll: it
 * sleeps until the next row wakes, and a NOTIFY tells it when something wakes earlier than that.
 */
export class Relay {
  private readonly emission: LeasedEmission;
  private readonly locals: LocalRows;
  private readonly pullers: Puller[];
  private readonly notifications: Notifications;

  /** `url` must lead to Postgres itself, not to a pooler: LISTEN needs a session. */
  constructor(db: Database, url: string, emitter: RecordEmitter, options: RelayOptions = {}) {
    const { local = {}, leaseMs = 10_000, sweepMs = 30_000, retryMs = 1_000, log = silentLog } = options;
    this.emission = new LeasedEmission(db, emitter, leaseMs, log);
    this.locals = new LocalRows(db, local, leaseMs, retryMs, log);
    const common = { db, leaseMs, sweepMs, log, destinations: this.locals.destinations };
    const kafka: PullerSettings = {
      ...common,
      kind: 'kafka',
      maxRows: MAX_KAFKA_ROWS,
      ready: async (signal) => {
        await this.emission.below({ bytes: MAX_KAFKA_BYTES });
        await emitter.whenUp(signal);
      },
      handle: (row) => this.emit(row),
    };
    const here: PullerSettings = {
      ...common,
      kind: 'local',
      maxRows: MAX_LOCAL_ROWS,
      ready: () => Promise.resolve(),
      handle: (row) => this.locals.handle(row),
    };
    this.pullers = [kafka, ...(common.destinations.length > 0 ? [here] : [])].map((settings) => new Puller(settings));
    const wake = (ms: number) => this.pullers.forEach((puller) => puller.wakeIn(ms));
    emitter.onUp(() => wake(0)); // rows that were given back, or written meanwhile, are due
    const { schema } = db;
    const notified = (payload: string): void => wake(Number(payload));
    this.notifications = new Notifications(url, `${schema}-relay`, channelOf(schema), () => wake(0), notified);
  }

  start(): void {
    this.notifications.start();
    for (const puller of this.pullers) puller.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.notifications.stop(), ...this.pullers.map((puller) => puller.stop())]);
    await this.emission.close();
    this.locals.stop();
  }

  private emit({ id, destination, records }: TakenRow): Promise<number | undefined> {
    const decoded = decodeRecords(records);
    return this.emission.send({ id, destination, records: decoded, bytes: sizeOfAll(decoded) });
  }
}
