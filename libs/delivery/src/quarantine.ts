import { cloudEventHeaders, QUARANTINE_TOPIC, type QuarantinedRecord } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import type { ConsumedRecord, KafkaRecord } from '#libs/messaging';
import { untilWritten } from './persist.js';
import type { LaneParts } from './ports.js';

/** Nobody knows whose data it holds. */
const SEALED_UNDER = 'platform';

export interface Unreadable {
  readonly record: ConsumedRecord;
  readonly problem: string;
  readonly done: () => void;
  /** It could not be put there: it comes again. */
  readonly leave: () => void;
}

/** What no one can read goes, sealed, to where operators look, and stalls nothing. */
export async function quarantine(parts: LaneParts, bad: readonly Unreadable[], stop: AbortSignal): Promise<void> {
  const { db, outbox, priority, log } = parts;
  const records = bad.map(({ record, problem }) => envelope(parts, record, problem));
  const row = { destination: QUARANTINE_TOPIC, priority, records };
  const told = (err: unknown): void => log.warn({ err }, 'the quarantine waits for the database');
  outbox.release(await untilWritten(() => db.transaction((tx) => outbox.stage(tx, [row])), stop, told));
  for (const { record, problem, done } of bad) {
    const { topic, partition, offset } = record;
    log.error({ topic, partition, offset, problem }, 'a record went into quarantine');
    done();
  }
}

function envelope({ vault, source, clock }: LaneParts, record: ConsumedRecord, problem: string): KafkaRecord {
  const at = new Date(clock.now()).toISOString();
  const quarantined: QuarantinedRecord = {
    v: 1,
    quarantine_id: uuidv7(),
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    problem,
    at,
    value: vault.seal(SEALED_UNDER, record.value),
  };
  const headers = cloudEventHeaders({
    id: quarantined.quarantine_id,
    type: 'carillon.quarantine.v1',
    source,
    time: at,
  });
  return { key: null, value: JSON.stringify(quarantined), headers };
}
