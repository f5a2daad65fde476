// The ledger of everything the simulated providers accepted. The promise: a call is in the file before its caller
// hears that it was accepted, so the file survives SIGKILL (not a power cut: nothing is fsynced).
//
// Everything that arrives within one turn of the event loop goes to the file in one write. The write is synchronous: it
// ends in the page cache within microseconds, and a trip through the thread pool would cost more than it saves.
// Memory holds a sparse index (one position for each 64 kB) and that of who can be asked about single sends (send-index.ts); the
// requests are read back from the file.
import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ProviderName } from '../providers/provider-name.js';
import type { AcceptedCall, LedgerEntry, Send } from './ledger-entry.js';
import { formatLine, formatReset, parseHead, parseLine } from './ledger-line.js';
import { LedgerReader } from './ledger-reader.js';
import { SendIndex } from './send-index.js';

/** What a provider can be asked about a send by; the others cannot be asked. */
const KEY_OF: Partial<Record<ProviderName, (send: Send) => string | undefined>> = {
  twilio: ({ to }) => to,
  sendgrid: ({ delivery_id: id }) => id,
};

interface Waiting {
  readonly call: AcceptedCall;
  readonly ok: (firstSeq: number) => void;
  readonly fail: (error: unknown) => void;
}

export class Ledger {
  private waiting: Waiting[] = [];
  private size = 0;
  private last = 0;
  private readonly index = new SendIndex();
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

  /** What a provider has taken by its key (KEY_OF), oldest first. */
  async find(provider: ProviderName, key: string): Promise<LedgerEntry[]> {
    const keyOf = KEY_OF[provider];
    const lines = await Promise.all(this.index.positionsOf(key).map((at) => this.reader.lineAt(at)));
    return lines
      .flatMap((line) => parseLine(line, true))
      .filter((entry) => entry.provider === provider && keyOf?.(entry) === key);
  }

  clear(): void {
    this.flush();
    ftruncateSync(this.file, 0);
    this.size = 0;
    this.accepted.clear();
    this.reader.forget();
    this.index.clear();
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
    let next = this.last + 1;
    let text = '';
    let offset = this.size;
    const places = group.map(({ call }) => {
      const place = { seq: next, offset };
      next += call.sends.length;
      const line = formatLine(place.seq, call);
      this.reader.index(place.seq, offset);
      offset += Buffer.byteLength(line);
      text += line;
      return place;
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
      const { seq, offset: at } = places[index]!;
      this.remember(call.provider, call.sends, at);
      this.count(call.provider, call.sends.length);
      this.listeners.forEach((listener) => listener(seq, call));
      ok(seq);
    });
  }

  private write(text: string): void {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length;) done += writeSync(this.file, bytes, done);
    this.size += bytes.length;
  }

  private remember(provider: ProviderName, sends: readonly Send[], offset: number): void {
    const keyOf = KEY_OF[provider];
    if (!keyOf) return;
    for (const send of sends) {
      const key = keyOf(send);
      if (key !== undefined) this.index.add(key, offset);
    }
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
      if (KEY_OF[head.provider]) this.remember(head.provider, parseLine(line, false), offset);
    });
    // What a kill in the middle of a write left behind was never answered.
    ftruncateSync(this.file, end);
    this.size = end;
  }
}
