/**
 * Rows that are committed and under our lease, and leave when there is less to do: encoded, since they are many and wait for seconds. A
 * relay has them as soon as we no longer keep their leases.
 */
import type { LeasedEmission } from './leased-emission.js';
import { decodeRecords } from './records-codec.js';

export interface EncodedRow {
  readonly id: string;
  readonly destination: string;
  readonly bytes: number;
  readonly encoded: Buffer;
}

/** Encoded: some hundred thousand records. */
const MOST_BYTES = 32_000_000;
/** Decoded and on their way to Kafka at once. */
const LEAVING_BYTES = 4_000_000;

export class HeldBack {
  private rows: EncodedRow[] = [];
  private bytes = 0;
  private leaving: Promise<void> | undefined;

  constructor(
    private readonly emission: LeasedEmission,
    /** Somebody else may have emitted it by now. */
    private readonly lost: (row: EncodedRow) => void,
  ) {}

  /** Whether there is room for them. */
  add(rows: readonly EncodedRow[]): boolean {
    const bytes = rows.reduce((sum, { encoded }) => sum + encoded.length, 0);
    if (this.bytes + bytes > MOST_BYTES) return false;
    this.bytes += bytes;
    for (const row of rows) {
      this.rows.push(row);
      this.emission.keep(row.id);
    }
    return true;
  }

  /** Resolves when all are on their way. */
  leave(): Promise<void> {
    return (this.leaving ??= this.leaveInOrder().finally(() => (this.leaving = undefined)));
  }

  private async leaveInOrder(): Promise<void> {
    while (this.rows.length > 0) {
      const rows = this.rows;
      this.rows = [];
      for (const row of rows) {
        await this.emission.below({ bytes: LEAVING_BYTES });
        this.bytes -= row.encoded.length;
        const { id, destination, bytes, encoded } = row;
        if (this.emission.isKept(id))
          void this.emission.send({ id, destination, bytes, records: decodeRecords(encoded) });
        else this.lost(row);
      }
    }
  }
}
