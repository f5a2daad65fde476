import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { KafkaRecord } from '../record.js';

interface Meta {
  readonly k: string | null;
  /** Length of the value in UTF-16 units, as JavaScript counts. */
  readonly n: number;
  readonly h?: Readonly<Record<string, string>>;
}

/**
 * Shorter than this, compressing costs more than it saves: each compression leaves a compressor and its buffers behind, which only a
 * collection of the whole heap takes away.
 */
const WORTH_IT = 32_768;
/** Three to ten times smaller, for a microsecond a record: what Postgres need not write costs it several. */
const FAST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** How every frame of Zstandard begins. JSON does not. */
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/**
 * One line of JSON about all records, then their values end to end: values are JSON already, and quoting them again would
 * cost. Many together are compressed.
 */
export function encodeRecords(records: readonly KafkaRecord[]): Buffer {
  const metas: Meta[] = records.map(({ key, value, headers }) => ({ k: key, n: value.length, h: headers }));
  const bytes = Buffer.from(`${JSON.stringify(metas)}\n${records.map((r) => r.value).join('')}`);
  return bytes.length < WORTH_IT ? bytes : zstdCompressSync(bytes, FAST);
}

export function decodeRecords(stored: Buffer): KafkaRecord[] {
  const bytes = stored.subarray(0, ZSTD.length).equals(ZSTD) ? zstdDecompressSync(stored) : stored;
  const text = bytes.toString();
  const end = text.indexOf('\n');
  let at = end + 1;
  return (JSON.parse(text.slice(0, end)) as Meta[]).map(({ k, n, h }) => {
    const value = text.slice(at, (at += n));
    return h ? { key: k, value, headers: h } : { key: k, value };
  });
}
