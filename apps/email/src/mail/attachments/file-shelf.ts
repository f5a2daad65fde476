/** Files that were fetched a moment ago, and those that are on their way. */
import type { NoMail } from '../mail.js';
import { Attachment } from './attachment.js';
import type { FetchedFile } from './fetch-file.js';

const KEPT_MS = 60_000;
const KEPT_BYTES = 64_000_000;

interface Kept {
  readonly until: number;
  readonly bytes: number;
  readonly file: FetchedFile;
}

export class FileShelf {
  private readonly kept = new Map<string, Kept>();
  private readonly coming = new Map<string, Promise<FetchedFile | NoMail>>();
  private readonly attachments = new WeakMap<FetchedFile, Map<string, Attachment>>();
  private bytes = 0;

  constructor(private readonly now: () => number = Date.now) {}

  /** One fetch for all who ask meanwhile. A failure is nobody's but theirs: whoever comes next tries again. */
  get(key: string, fetch: () => Promise<FetchedFile | NoMail>): Promise<FetchedFile | NoMail> {
    const kept = this.kept.get(key);
    if (kept && kept.until > this.now()) return Promise.resolve(kept.file);
    let coming = this.coming.get(key);
    if (!coming) {
      coming = fetch()
        .then((found) => ('kind' in found ? found : this.keep(key, found)))
        .finally(() => this.coming.delete(key));
      this.coming.set(key, coming);
    }
    return coming;
  }

  /** The same object for the same name, so that it is written as base64 once. */
  named(file: FetchedFile, filename: string, type: string): Attachment {
    let names = this.attachments.get(file);
    if (!names) this.attachments.set(file, (names = new Map<string, Attachment>()));
    const key = `${type} ${filename}`;
    let attachment = names.get(key);
    if (!attachment) names.set(key, (attachment = new Attachment(filename, type, file.content)));
    return attachment;
  }

  private keep(key: string, file: FetchedFile): FetchedFile {
    this.forget(key);
    this.kept.set(key, { until: this.now() + KEPT_MS, bytes: file.content.length, file });
    this.bytes += file.content.length;
    for (const [oldest, { until }] of this.kept) {
      if (this.bytes <= KEPT_BYTES && until > this.now()) break;
      this.forget(oldest);
    }
    return file;
  }

  private forget(key: string): void {
    const kept = this.kept.get(key);
    if (!kept) return;
    this.kept.delete(key);
    this.bytes -= kept.bytes;
  }
}
