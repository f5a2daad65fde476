// The ledger of everything the simulated providers accepted. The promise: a call is in the file before its caller
// hears that it was accepted, so the file survives SIGKILL (not a power cut: nothing is fsynced).
//
// Everything that arrives within one turn of the event loop goes to the file in one write. The write is synchronous: it
// ends in the page cache within microseconds, and a trip through the thread pool would cost more than it saves.
// Memory holds a sparse index only (one position for each 64 kB); the requests are read back from the file.
import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ProviderName } from '../providers/provider-name.js';
import type { AcceptedCall, LedgerEntry } from './ledger-entry.js';
import { formatLine, formatReset, parseHead, parseLine } from './ledger-line.js';
import { LedgerReader } from './ledger-reader.js';

interface Waiting {
  readonly call: AcceptedCall;
  readonly ok: (firstSeq: number) => void;
  readonly fail: (error: unknown) => void;
}

export class Ledger {
  private waiting: Waiting[] = [];
  private size = 0;
  private last = 0;
  private readonly accepted = new Map<ProviderName, number>();
  private readonly listeners: ((firstSeq: number, call: AcceptedCall) => void)[] = [];

  private constructor(
    private readonly file: number,
    private readonly reader: LedgerReader,
  ) {}

  static open(path: string): Ledger {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(path, 'a+', 0o600);
    const ledger = new Ledger(file, new LedgerReader(file));
    ledger.reload();
    return ledger;
  }

  get lastSeq(): number {
    return this.last;
  }

  countOf(provider: ProviderName): number {
    return this.accepted.get(provider) ?? 0;
  }

  onAccepted(listener: (firstSeq: number, call: AcceptedCall) => void): void {
    this.listeners.push(listener);
  }

  append(call: AcceptedCall): Promise<number> {
    return new Promise((ok, fail) => {
      if (this.waiting.push({ call, ok, fail }) === 1) setImmediate(() => this.flush());
    });
  }

  /** Entries with a number above `after`, in order. */
  async page(after: number, limit: number, withRaw: boolean, provider?: ProviderName): Promise<LedgerEntry[]> {
    const entries: LedgerEntry[] = [];
    for await (const line of this.reader.lines(after, this.size)) {
      const head = parseHead(line);
      if (!head || head.seq + head.count - 1 <= after) continue;
      if (provider && head.provider !== provider) continue;
      for (const entry of parseLine(line, withRaw)) {
        if (entry.seq > after) entries.push(entry);
        if (entries.length === limit) return entries;
      }
    }
    return entries;
  }

  clear(): void {
    this.flush();
    ftruncateSync(this.file, 0);
    this.size = 0;
    this.accepted.clear();
    this.reader.forget();
    this.write(formatReset(this.last));
  }

  close(): void {
    this.flush();
    closeSync(this.file);
  }

  private flush(): void {
    const group = this.waiting;
    if (!group.length) return;
    this.waiting = [];
    const first = this.last + 1;
    let next = first;
    let text = '';
    let offset = this.size;
    const numbers = group.map(({ call }) => {
      const seq = next;
      next += call.sends.length;
      const line = formatLine(seq, call);
      this.reader.index(seq, offset);
      offset += Buffer.byteLength(line);
      text += line;
      return seq;
    });
    try {
      this.write(text);
    } catch (error) {
      // Half a line at the end would corrupt the next one.
      ftruncateSync(this.file, this.size);
      group.forEach(({ fail }) => fail(error));
      return;
    }
    this.last = next - 1;
    group.forEach(({ call, ok }, index) => {
      this.count(call.provider, call.sends.length);
      this.listeners.forEach((listener) => listener(numbers[index]!, call));
      ok(numbers[index]!);
    });
  }

  private write(text: string): void {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length;) done += writeSync(this.file, bytes, done);
    this.size += bytes.length;
  }

  private count(provider: ProviderName, sends: number): void {
    this.accepted.set(provider, this.countOf(provider) + sends);
  }

  private reload(): void {
    const end = this.reader.scan((line, offset) => {
      const head = parseHead(line);
      if (!head) return;
      this.last = Math.max(this.last, head.count ? head.seq + head.count - 1 : head.seq);
      if (!head.provider) return;
      this.reader.index(head.seq, offset);
      this.count(head.provider, head.count);
    });
    // What a kill in the middle of a write left behind was never answered.
    ftruncateSync(this.file, end);
    this.size = end;
  }
}
