import { read, readSync } from 'node:fs';
import { promisify } from 'node:util';

const readAt = promisify(read);
const CHUNK = 1024 * 1024;
/** What most lines fit into. */
const LINE = 4096;
/** Bytes between two positions of the index. */
const STRIDE = 64 * 1024;
const NEWLINE = 10;

/** Reads the ledger's file line by line, from the nearest known position before a number. */
export class LedgerReader {
  private readonly seqs: number[] = [];
  private readonly offsets: number[] = [];

  constructor(private readonly file: number) {}

  index(seq: number, offset: number): void {
    const last = this.offsets.at(-1);
    if (last !== undefined && offset - last < STRIDE) return;
    this.seqs.push(seq);
    this.offsets.push(offset);
  }

  forget(): void {
    this.seqs.length = 0;
    this.offsets.length = 0;
  }

  /** Every whole line from the start; answers where the last one ends. */
  scan(visit: (line: string, offset: number) => void): number {
    const chunk = Buffer.alloc(CHUNK);
    let rest = Buffer.alloc(0);
    let start = 0;
    for (let position = 0; ;) {
      const count = readSync(this.file, chunk, 0, CHUNK, position);
      if (!count) return start;
      position += count;
      let bytes = Buffer.concat([rest, chunk.subarray(0, count)]);
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE)) {
        visit(bytes.toString('utf8', 0, end), start);
        start += end + 1;
        bytes = bytes.subarray(end + 1);
      }
      rest = Buffer.from(bytes);
    }
  }

  async lineAt(position: number): Promise<string> {
    let bytes = Buffer.alloc(0);
    for (let length = LINE; ; length *= 8) {
      const chunk = Buffer.alloc(length);
      const { bytesRead } = await readAt(this.file, chunk, 0, length, position + bytes.length);
      const end = chunk.subarray(0, bytesRead).indexOf(NEWLINE);
      bytes = Buffer.concat([bytes, chunk.subarray(0, end < 0 ? bytesRead : end)]);
      if (end >= 0 || bytesRead === 0) return bytes.toString('utf8');
    }
  }

  async *lines(after: number, size: number): AsyncGenerator<string> {
    let position = this.positionBefore(after + 1);
    let rest: Buffer = Buffer.alloc(0);
    while (position < size) {
      const chunk = Buffer.alloc(Math.min(CHUNK, size - position));
      const { bytesRead } = await readAt(this.file, chunk, 0, chunk.length, position);
      if (!bytesRead) return;
      position += bytesRead;
      let bytes = rest.length ? Buffer.concat([rest, chunk.subarray(0, bytesRead)]) : chunk.subarray(0, bytesRead);
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE)) {
        yield bytes.toString('utf8', 0, end);
        bytes = bytes.subarray(end + 1);
      }
      rest = bytes;
    }
  }

  private positionBefore(seq: number): number {
    let low = 0;
    let high = this.seqs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.seqs[middle]! <= seq) low = middle + 1;
      else high = middle;
    }
    return low ? this.offsets[low - 1]! : 0;
  }
}
