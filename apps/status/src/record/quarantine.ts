import { cloudEventHeaders, QUARANTINE_TOPIC, type QuarantinedRecord } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import type { ConsumedRecord, Emitter } from '#libs/messaging';
import type { Vault } from '#libs/vault';

/** Nobody knows whose data an unreadable record holds. */
const PLATFORM = 'platform';

/** Keeps what cannot be read or stored for operators, sealed, so that it does not hold up what comes after it. */
export class Quarantine {
  constructor(
    private readonly emitter: Pick<Emitter, 'emit'>,
    private readonly vault: Pick<Vault, 'seal'>,
  ) {}

  async put(rejected: readonly { readonly record: ConsumedRecord; readonly problem: string }[]): Promise<void> {
    const records = rejected.map(({ record, problem }) => {
      const entry = this.entry(record, problem);
      const about = {
        id: entry.quarantine_id,
        type: 'carillon.quarantine.v1',
        source: '/status',
        time: entry.at,
      } as const;
      return { key: entry.quarantine_id, value: JSON.stringify(entry), headers: cloudEventHeaders(about) };
    });
    await this.emitter.emit(QUARANTINE_TOPIC, records);
  }

  private entry(record: ConsumedRecord, problem: string): QuarantinedRecord {
    return {
      v: 1,
      quarantine_id: uuidv7(),
      topic: record.topic,
      partition: record.partition,
      offset: record.offset,
      problem,
      at: new Date().toISOString(),
      value: this.vault.seal(PLATFORM, record.bytes.toString('base64')),
    };
  }
}
