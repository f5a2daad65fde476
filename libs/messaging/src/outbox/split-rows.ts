import { sizeOf } from '../kafka/emitter.js';
import type { KafkaRecord } from '../record.js';

export const MAX_RECORDS = 500;
export const MAX_BYTES = 512_000;

export interface RowPart {
  readonly records: readonly KafkaRecord[];
  readonly bytes: number;
}

/** Cuts what goes to one destination into rows of a bearable size. A record that is bigger by itself has its own. */
export function splitRows(records: readonly KafkaRecord[]): RowPart[] {
  const parts: RowPart[] = [];
  let part: KafkaRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = sizeOf(record);
    if (part.length > 0 && (part.length >= MAX_RECORDS || bytes + size > MAX_BYTES)) {
      parts.push({ records: part, bytes });
      part = [];
      bytes = 0;
    }
    part.push(record);
    bytes += size;
  }
  if (part.length > 0) parts.push({ records: part, bytes });
  return parts;
}
