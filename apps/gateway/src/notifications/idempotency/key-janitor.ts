import { logger } from '#libs/observability';
import type { Database } from '#libs/persistence';
import { deleteOldKeys } from './idempotency.statements.js';

const EVERY_MS = 60_000;
const PIECE = 5_000;
const PIECES = 20;

const log = logger('key-janitor');

/** Forgets idempotency keys after their day. Several instances at once only share the work. */
export class KeyJanitor {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly db: Database) {}

  start(): void {
    this.timer = setInterval(() => {
      this.clean().catch((error: unknown) => log.warn({ err: error }, 'old keys not deleted'));
    }, EVERY_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async clean(): Promise<void> {
    for (let piece = 0; piece < PIECES; piece++) {
      if ((await this.db.query(deleteOldKeys(PIECE))).length < PIECE) return;
    }
  }
}
