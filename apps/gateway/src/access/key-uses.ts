import { logger } from '#libs/observability';
import type { Database } from '#libs/persistence';
import { noteUses } from '../api-keys/api-keys.statements.js';

const EVERY_MS = 60_000;

const log = logger('key-uses');

/** When each key was used last: kept in memory, and written for all of them at once every minute. */
export class KeyUses {
  private uses = new Map<string, Date>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly db: Database) {}

  /** In the way of every request: no more than a note. */
  note(keyId: string, at = new Date()): void {
    this.uses.set(keyId, at);
  }

  start(): void {
    this.timer = setInterval(() => void this.write(), EVERY_MS);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  /** What could not be written is for the next time, unless the key has been used again since. */
  async write(): Promise<void> {
    if (this.uses.size === 0) return;
    const uses = this.uses;
    this.uses = new Map();
    try {
      await this.db.query(noteUses(uses));
    } catch (error) {
      log.warn({ err: error }, 'last uses of keys not written');
      this.uses = new Map([...uses, ...this.uses]);
    }
  }
}
