import type { KafkaRecord } from '../record.js';

interface Meta {
  readonly k: string | null;
  /** Length of the value in UTF-16 units, as JavaScript counts. */
  readonly n: number;
  readonly h?: Readonly<Record<string, string>>;
}

/** One line of JSON about all records, then their values end to end: values are JSON already, and quoting them again would cost. */
export function encodeRecords(records: readonly KafkaRecord[]): Buffer {
  const metas: Meta[] = records.map(({ key, value, headers }) => ({ k: key, n: value.length, h: headers }));
  return Buffer.from(`${JSON.stringify(metas)}\n${records.map((r) => r.value).join('')}`);
}

export function decodeRecords(bytes: Buffer): KafkaRecord[] {
  const text = bytes.toString();
  const end = text.indexOf('\n');
  let at = end + 1;
  return (JSON.parse(text.slice(0, end)) as Meta[]).map(({ k, n, h }) => {
    const value = text.slice(at, (at += n));
    return h ? { key: k, value, headers: h } : { key: k, value };
  });
}
